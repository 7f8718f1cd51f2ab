import { anyOf } from './any-of';

const SHELL_FILE = new RegExp(
  String.raw`/${anyOf(
    String.raw`c99|r57|c100|b374k|wso\d*|alfa(?:_data|cgiapi|shell|-?rex)?|indoxploit|weevely|antsword|godzilla`,
    String.raw`behinder|china_?chopper|cmdasp|aspxspy|jspspy|jspwebshell|jsp-?shell|webshell|backdoor`,
    String.raw`shell\d{0,3}|cmd|tunnel|reGeorg|mini|marijuana|leaf(?:mailer)?|anonymousfox|phpspy|priv8|bypass`,
    String.raw`fx29|0byte|mad(?:spot)?shell|simple-?shell|p0wny(?:-shell)?|up(?:loader)?_?shell|wp-vcd|sym403`,
  )}\.(?:php\d?|phtml|asp|aspx|ashx|jsp|jspx|cfm|cgi|pl)\b|/perl\.alfa$`,
);
/** Cheap to search for, before {@link SHELL_FILE}. */
const SCRIPT_NAME = /\.(?:p(?:hp|html|l)|as[phc]|jsp|cfm|cgi|alfa)/;
const SCRIPT = /\.(?:php\d?|phtml|asp|aspx|ashx|jsp|jspx|cfm|cgi|pl|do|action)$/;
const COMMAND_PARAMETER =
  /^(?:cmd|command|exec|execute|shell|run|c|x|e|pass|ping|code|eval|do|system|act|func|payload|z0|0|1|a|cmdline|process)$/;
const COMMANDS = anyOf(
  String.raw`whoami|id|uname(?:\s.*)?|ls(?:\s{1,8}-?[\w/.~-]+)*|dir(?:\s.*)?|pwd|ifconfig(?:\s.*)?`,
  String.raw`ipconfig(?:\s.*)?|netstat(?:\s.*)?|ps(?:\s{1,8}-?\w+)?|cat\s{1,8}\S+|type\s{1,8}\S+|wget\s.+`,
  String.raw`curl\s.+|nc\s.+|net\s{1,8}user.*|systeminfo|tasklist|hostname|env|printenv|rm\s.+`,
  String.raw`echo\s{1,8}\S.*|ping\s.+|bash\s.+|sh\s.+|python\d?\s.+|perl\s.+|powershell.*|cd\s.+|chmod\s.+`,
  String.raw`@?eval\(.*|phpinfo\(\);?|system\(.*|@?ini_set\(.*|print\(.*\);?|die\(.*`,
);
const COMMAND = new RegExp(String.raw`^\s{0,8}${COMMANDS}$`);

/** Parameters whose name says that they take a command, at whatever address, and commands that are nothing else. */
const NAMED_COMMAND = /^(?:sys_?)?(?:cmd|command|exec|execute|shell)$/;
const PLAIN_COMMAND =
  /^\s{0,8}(?:whoami|id|uname(?:\s.*)?|(?:cat|ls|dir|type)\s{1,8}[-/].*|ifconfig|ipconfig.*|netstat.*|(?:wget|curl)\s.+|telnetd|reboot|ping\s{1,8}[-\d].*)$/;

/** Whether a parameter has a name under which scripts take commands; lower case. */
export function takesCommand(parameter: string): boolean {
  return COMMAND_PARAMETER.test(parameter) || NAMED_COMMAND.test(parameter);
}

/** Whether a parameter that is meant to take a command got one of an intruder. Decoded, lower case. */
export function isPlainCommand(parameter: string, value: string): boolean {
  return NAMED_COMMAND.test(parameter) && PLAIN_COMMAND.test(value);
}

/** `path` is the decoded path of the request in lower case, without its query. */
export function isShellFile(path: string, status: number | null): boolean {
  // Scanners look for shells that others left: an error means there is none, and `cmd.jsp` may be a page.
  return (
    SCRIPT_NAME.test(path) &&
    SHELL_FILE.test(path) &&
    (status === null || status >= 400 || /c99|r57|wso|b374k|alfa|webshell|weevely|indoxploit|p0wny/.test(path))
  );
}

/** Whether a parameter hands a command to a script that runs it. Decoded, lower case. */
export function isShellCommand(path: string, parameter: string, value: string): boolean {
  return SCRIPT.test(path) && COMMAND_PARAMETER.test(parameter) && COMMAND.test(value);
}
