import { anyOf } from './any-of';
import { ABSOLUTE_SENSITIVE } from './sensitive-files';

/** Stream wrappers and pseudo-protocols that make a server read or run something else. */
const WRAPPER = new RegExp(
  String.raw`(?:^|[=(\s'"/|])${anyOf(
    String.raw`php://(?:filter|input|memory|temp|fd|output|stdin)|expect://|phar://\S|zip://\S`,
    String.raw`compress\.(?:zlib|bzip2)://|glob://|ogg://|rar://|ssh2\.\w+://|zlib:|netdoc:`,
    String.raw`jar:(?:https?|file):|data:(?://)?(?:text/(?:plain|x-php)|application/x-(?:httpd-)?php)[,;]`,
  )}`,
);
/** A wrapper and then words: somebody asks what it is. */
const ABOUT_WRAPPER = /:\/\/\w{0,8}(?:\s[a-z'?-]{2,}){1,12}$/;
/** Parameters that name a file or a template to load. */
const FILE_PARAMETER = new RegExp(
  String.raw`^${anyOf(
    String.raw`file|filename|page|pg|p|include|inc|incl|require|path|filepath|template|tpl|theme|document|doc`,
    String.raw`folder|root|dir|directory|pagename|content|module|mod|view|layout|style|load|read|locate|show`,
    String.raw`lang|language|conf|config|basepath|abspath|absolute_path|rootpath|mosconfig_absolute_path`,
    String.raw`mainfile|skin|cat|prefix|body|site|url_page|_request|[\w-]{1,30}(?:path|dir|root|file|template|include)`,
  )}$`,
);
/** A foreign document that is code for the server, or whose `?` cuts off what the application appends. */
const REMOTE_CODE =
  /^(?:https?|ftps?|smb):\/\/[^\s/]+\/?\S*(?:\.(?:txt|php\d?|phtml|inc|asp|jsp|sh|gif|jpe?g|png)\?+|\.(?:txt|php\d?|phtml|inc|sh)(?:\u0000|$)|\?{1,3}$|\u0000)/;
/** Parameters that take a part of the program, and hosts that hand out raw pastes. */
const PART_PARAMETER =
  /^(?:inc|incl|include|require|template|tpl|skin|module|basepath|abspath|absolute_path|rootpath)$/;
const REMOTE = /^(?:https?|ftps?|smb):\/\/\S/;
const PASTE = /^https?:\/\/(?:pastebin\.com\/raw|raw\.githubusercontent\.com|transfer\.sh)\//;
const UNC = /^(?:\\\\|\/\/)[\w.-]+[\\/][\w$.-]+[\\/]?[^/\\]*\.(?:php|txt|exe|dll|hta|sh)/;

/** Whether a value would make the server load a file or stream of the sender's choice. Decoded, lower case. */
export function isFileInclusion(text: string, parameter: string | null): boolean {
  if (WRAPPER.test(text) && !ABOUT_WRAPPER.test(text)) return true;
  if (parameter === null || !FILE_PARAMETER.test(parameter)) return false;
  if ((PART_PARAMETER.test(parameter) && REMOTE.test(text)) || PASTE.test(text)) return true;
  return REMOTE_CODE.test(text) || UNC.test(text) || ABSOLUTE_SENSITIVE.test(text.replaceAll('\\', '/'));
}
