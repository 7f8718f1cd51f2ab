import { anyOf } from './any-of';
import { ABSOLUTE_SENSITIVE } from './sensitive-files';

/** Programs whose names are no English words: after a separator the name alone is enough. */
const TELLING = anyOf(
  String.raw`whoami|uname|wget|curl|lwp-download|nslookup|netstat|ifconfig|ipconfig|systeminfo|tasklist`,
  String.raw`taskkill|powershell|pwsh|certutil|bitsadmin|mshta|regsvr32|rundll32|wmic|cscript|wscript|netcat`,
  String.raw`ncat|socat|busybox|mkfifo|chmod|chown|passwd|traceroute|tracert|tftp|crontab|printenv|hostname`,
  String.raw`lsof|ip addr|arp|adduser|useradd|usermod|sudo(?!\s{1,4}(?:apt|yum|dnf|npm|pip|systemctl|service|make)\b)|schtasks|reg query`,
  String.raw`net (?:user|localgroup|view|start)|nmap|lsb_release|printf|base64 -|xxd|telnetd|setenforce|iptables`,
  String.raw`/?(?:usr/)?(?:local/)?s?bin/+[\w.]+|cmd(?:\.exe)?\s{0,8}/c|ping\.exe|cmd\.exe`,
);
/** Programs that are also words: they need an argument of the shell, or to stand alone between separators. */
const COMMON = anyOf(
  String.raw`id|ls|ll|cat|tac|nl|dir|pwd|ps|w|who|env|set|ver|ping\d?|sleep|echo|rm|mv|cp|nc|sh|bash|zsh|ksh`,
  String.raw`dash|type|touch|find|more|less|head|tail|grep|awk|sed|python\d?(?:\.\d+)?|perl|ruby|php|node`,
  String.raw`telnet|ftp|ssh|scp|dig|host|kill|killall|reboot|shutdown|date|df|du|mount|timeout|net|reg|copy`,
  String.raw`del|gcc|java|tar|nohup|exec|eval|exit|source|su|man|sort|cut|tee|uptime|last|locate|which|stat`,
  String.raw`strings|true|false|mail|start|vol|md5sum|expr|export|od|rev|cksum|wc|nice|xargs`,
);
/** What the shell reads as an argument and prose does not. */
const ARGUMENT =
  '(?:\\s{1,8}|\\$\\{?ifs\\}?(?:\\$\\d)?|<|,|%09|\\{)\\s{0,8}(?:["\']?(?:[/~.*\\\\]|[a-z]:|[-/+][a-z]|-{1,2}\\w|\\$[({\\w]|\\d{1,4}(?:\\s|$|[|;&)`"\'#>])|\\d{1,3}\\.\\d{1,3}\\.|https?:|[\\w-]+\\.(?:txt|php|conf|log|ini|sh|py|pl|exe|bat|xml|com|net|org|io)\\b|localhost|127\\.|/?etc))';
const END = '\\s{0,8}(?:$|[;|&`)\\n#"\'<>\\u0000])';
const SEPARATOR = '(?:[;|&\\n]|\\$\\(|\\$&&|<\\(|>\\(|\\|\\||&&|\\{)';

const TELLING_COMMAND = new RegExp(
  `(?:${SEPARATOR})[\\s"'(+]{0,8}(?:${TELLING})(?![\\w-])(?!\\s{0,8}=)(?!\\s{1,8}(?:is|and|or|was|vs|the|for|in|to|of)\\b)`,
);
const COMMON_WITH_ARGUMENT = new RegExp(`(?:${SEPARATOR})[\\s"'(+]{0,8}(?:${COMMON})(?:\\.exe)?${ARGUMENT}`);
/** `;id`, `|ls|`: nothing, a number or a closing mark before the separator, or another separator after. */
const COMMON_ALONE = new RegExp(
  `(?:^|[^a-z\\s]|^[a-z]{1,2}|^\\w{1,24}(?=\\n(?:id|ls|ps|pwd|env)\\b)|["'\\s)]|\\.\\w{2,8})\\s{0,8}[;|&\\n]{1,2}[;|&\\s+]{0,8}(?:${COMMON})${END}`,
);
const LONE_SEPARATORS = new RegExp(
  `^["'\\s\\d\\w.@)/-]{0,40}["')\\d\\s]?(?:[;|\\n]|\\|\\||&&|&\\s)\\s{0,8}(?:${COMMON})${END}`,
);
/** A value that begins with a separator, or with the quote that ends the application's string, and goes on with a program. */
const LEADING_COMMAND = new RegExp(
  `^(?:["')]{0,3}[;|]{1,2}|["')]{1,3}&{1,2})(?:${COMMON})\\s{1,8}[^\\s)]|^[\\w.@-]{1,40}[;|&]{1,2}(?:ls|pwd)$|^&{1,2}(?:id|ls|pwd|ps)\\s{0,8}$`,
);
/** `more | less` are words; `x | id` is not. */
const ONLY_WORDS =
  /^[a-z]{2,24}(?: [a-z]{2,24}){0,5}(?:\s{1,4}[;|&]{1,2}\s{1,4}(?!(?:id|ls|pwd|ps)$)[a-z]{1,24}(?: [a-z]{2,24}){0,5}){1,8}$/;
const SUBSTITUTION = new RegExp(
  `(?:\\$\\(|<\\(|\`)\\s{0,8}(?:${TELLING}|(?:${COMMON})(?:${ARGUMENT}|\\s{0,8}(?:[)>|;&]|\`|$)))`,
);
/** Of the common programs those that are no words: what stands alone between backticks is otherwise code in a text. */
const NO_WORD = '(?:id|ls|dir|pwd|ps|env|ifconfig|true|false)(?![\\w-])';
const WHOLE_BACKTICK = new RegExp(
  `^["'\\s]*\`\\s{0,8}(?:${TELLING}|(?:${COMMON})(?=${ARGUMENT})|${NO_WORD})[^\`]*\`["'\\s]*$|\\S\`(?:${TELLING}|(?:${COMMON})(?=${ARGUMENT})|${NO_WORD}\`)`,
);
/** A value that is a command line from its first word. */
const COMMAND_LINES = anyOf(
  String.raw`/(?:usr/)?(?:local/)?s?bin/+[\w.]+(?:\s{0,8}$|\s{1,8}[-/]|[|;&"'])`,
  String.raw`(?:cat|tac|nl|head|tail|more|less|type|vi|grep \S+|strings)\s{1,8}(?:-\w+\s{1,8})?(?:/etc/|/proc/|/var/|[a-z]:[\\/]|\.\./)`,
  String.raw`ping(?:\.exe)?\s{1,8}(?:-[a-z]\s{0,8}\d+\s{1,8})+[\w.:]+`,
  String.raw`nc(?:at)?\s{1,8}(?:-\w+\s{1,8})*[\w.]+\s{1,8}\d+|wget\s{1,8}(?:-\S+\s{1,8})*(?:https?|ftp)://`,
  String.raw`curl\s{1,8}(?:-\S+\s{1,8})*(?:https?|file)://|(?:ba)?sh\s{1,8}-[ic]\b|cmd(?:\.exe)?\s{1,8}/c\s`,
  String.raw`powershell(?:\.exe)?\s{1,8}-|-o\s{0,4}proxycommand=|[=+@-]\s{0,4}(?:cmd|rundll32|mshta)[|(]`,
  String.raw`(?:dir|ls)\s{1,8}(?:[a-z]:|-\w+\s{0,8}/|/(?:etc|var|home|root|bin)?/?$)|rm\s{1,8}-r?f\s{1,8}[/~*]`,
  String.raw`uname\s{1,8}-|chmod\s{1,8}(?:[0-7]{3,4}|\+x)\s{1,8}/|net\s{1,8}user\b|/?bin/(?:ba)?sh(?!\s{1,4}[a-z]{3})`,
);
const WHOLE_COMMAND = new RegExp(String.raw`^["']?\s{0,8}${COMMAND_LINES}`);
/** Words of the shell that need no separator. */
const CERTAIN = new RegExp(
  anyOf(
    String.raw`(?:&&|\|\|)\s{0,4}echo\s|\(\)\s{0,8}\{\s{0,8}[:_]?\s{0,8};?\s{0,8}\}\s{0,8};|^\s{0,8}\(\)\s{0,8}\{|\$\{?ifs\b|\bifs=`,
    // Paths of programs spelled with wildcards, substitutions where the shell wants a command, strings of C: $'\x69\x64'.
    String.raw`[;|&\n(]\s{0,4}/(?=[\w/]{0,16}[?*])[\w?*]{1,8}/[\w?*/]{1,24}|[;|&]\s{0,4}\$\([a-z/.]+\s|(?:[;|&]\s{0,4}|;\w=)\$'|\$\(\s{0,4}<\s{0,4}/|\bfor\s{1,4}/f\s|getruntime\(\)\.exec\(\s{0,4}['"n]|[;|&]\s{0,4}\S{1,20}<<<|\[#(?:post_render|pre_render|lazy_builder)\]`,
    String.raw`\\think\\\w|\binvokefunction\b|call_user_func(?:_array)?\b|^__construct$|^server\[request_method\]$`,
    // The interpreter itself as the page of a CGI directory that was left.
    String.raw`\.\..{0,64}/bin/(?:ba|da|z|k)?sh$`,
    String.raw`/dev/(?:tcp|udp)/|\bnc\s{1,8}-[a-z]*e\b|(?:ba)?sh\s{1,8}-i\b`,
    String.raw`<!--\s{0,8}#\s{0,8}(?:exec|include|echo|printenv|config)\b`,
    String.raw`\{(?:cat|ls|wget|curl|ping|nc|bash|id|echo|sh),[^}]*\}|python\d?\s{1,8}-c\s|perl\s{1,8}-e\s`,
    String.raw`php\s{1,8}-r\s|2>&1|>\s{0,8}/dev/null|\|\s{0,8}(?:ba)?sh\b\s{0,8}(?:$|-)`,
    String.raw`powershell[^|]{0,40}\s-(?:e|enc|encodedcommand|nop|w)\b`,
  ),
);
/** Code of a scripting language that reaches the shell. */
const CODE =
  /(?:^|[;:({}<?|&=,."'@!\s]|\$\{@?)(?:system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec|eval|file_put_contents|base64_decode|print_r|os\.system|os\.popen|subprocess\.\w+|child_process|runtime\.getruntime|__import__)\s{0,8}\(\s{0,8}(?:['"$`\\]|\w+\()|\bprint\((?:md5\(|`\w)|\bassert\(\s{0,8}['"$]|require\(\s{0,4}['"`]child_process|mainmodule\.require|['"]\.execute\(\s{0,4}\)|(?:^|[;{<?]\s{0,8})phpinfo\(\s{0,8}-?\d*\s{0,8}\)/;
const CODE_IN_PROSE = /^[\w\s,.]{0,80}\b(?:how|what|why|use|using|with|vs|function|example|python|php|the|in|java)\b/;
const PHP =
  /<\?(?:php\b|=)|<%(?:eval|execute|@|=?\s{0,8}(?:runtime|request|system))|[(`]\s{0,4}@?\$_(?:get|post|request|cookie|server)\s{0,8}\[|\$\{@?(?:print|phpinfo|system|eval)\(/;

/** Quotes, backslashes and empty expansions inside a word, which the shell removes: c'a't, who\ami, wh$@oami. */
const HIDDEN =
  /(?<=\w)(?:''|""|\\|'(?=\w{1,16}')|'(?<='\w{1,16}')|"(?=\w{1,16}")|"(?<="\w{1,16}")|\$@|\$\*|\$\{\w{0,16}\}|\$\(\)|``)(?=\w)/g;

/** Whether a value would run a program on the server. `text` is decoded and lower case. */
export function isCommandInjection(text: string): boolean {
  const spaced = !text.includes(' ') && text.includes('+') ? text.replaceAll('+', ' ') : text;
  return runsCommand(spaced) || (/['"\\$`]/.test(spaced) && runsCommand(spaced.replace(HIDDEN, '')));
}

function runsCommand(text: string): boolean {
  if (/[;|&`\n$<>{]/.test(text)) {
    if (LEADING_COMMAND.test(text) || TELLING_COMMAND.test(text) || COMMON_WITH_ARGUMENT.test(text)) return true;
    if (LONE_SEPARATORS.test(text) && COMMON_ALONE.test(text) && !ONLY_WORDS.test(text)) return true;
    if (SUBSTITUTION.test(text) && isShellSubstitution(text)) return true;
    if (PHP.test(text)) return true;
  }
  if (WHOLE_COMMAND.test(text) || CERTAIN.test(text)) return true;
  return CODE.test(text) && !CODE_IN_PROSE.test(text);
}

/** Markdown writes code between backticks too; a substitution stands alone or touches what is around it. */
function isShellSubstitution(text: string): boolean {
  return !text.includes('`') || text.includes('$(') || WHOLE_BACKTICK.test(text) || ABSOLUTE_SENSITIVE.test(text);
}
