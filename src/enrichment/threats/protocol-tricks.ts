import { anyOf } from './any-of';

/** A header or a whole answer after a line break. */
const HEADER = new RegExp(
  anyOf(
    String.raw`(?:[\r\n\u560a\u560d\u2028]|\\r\\n|%0[da])\s{0,8}(?:set-cookie|location|content-(?:type|length|disposition|encoding|security-policy)|transfer-encoding|refresh|host|x-[\w-]{2,30}|access-control-[\w-]+|status|link|connection|cache-control|etag|last-modified|via|server|www-authenticate|(?:get|post|put|delete|head) \S+ )\s{0,8}:?[^\r\n]`,
    String.raw`[\r\n\u560a\u560d]\s{0,8}http/[012]|[\r\n]{2,4}\s{0,8}<(?:html|script|svg|img|body)`,
    String.raw`\u560a\u560d\w`,
    String.raw`[\r\n]\s{0,8}b?cc\s{0,4}:\s{0,4}[\w.+-]{1,64}@|@[\w.-]{1,80}\s{0,4}[\r\n]\s{0,8}(?:rcpt to|mail from|data|bcc|cc|to|subject)\s{0,8}:`,
  ),
);
/** A break in a log line to write another one. */
const FORGED_LINE =
  /[\r\n]\s{0,8}(?:\d{4}-\d\d-\d\d[ t]\d\d:|\[(?:info|error|warn|debug)|(?:info|error|warning)\s{0,8}[:[])/;

/** Whether a value splits an HTTP header, a mail or a log line. `text` is decoded and lower case. */
export function isCrlfInjection(text: string, isPath: boolean): boolean {
  if (HEADER.test(text) || FORGED_LINE.test(text)) return true;
  return isPath && /[\r\n]\s{0,8}\S/.test(text);
}

/** Whether a value ends early for a program in C: `shell.php%00.jpg`. `text` is decoded. */
export function isNullByte(text: string): boolean {
  const at = text.indexOf('\0');
  if (at >= 0) return true;
  return /\.\w{2,5}(?:\\0|\\x00|\\u0000|%00)/.test(text);
}

/** Whether a value declares entities or includes of XML. `text` is decoded and lower case. */
export function isXmlExternalEntity(text: string): boolean {
  return /<!entity\s(?!\w{1,16}\s{1,8}["'](?:&#\d{1,5};|[^"'<%&:/]{1,3})["'])|<!doctype\s[^>[]{0,200}(?:\[|(?:system|public)\s{1,8}["'])|<xi:include\b|xmlns:xi=|<!\[cdata\[<|<!element\s[^>]*>|<\?xml-stylesheet[^>]*href|<xsl:[^>]*(?:document|unparsed-text)\(/.test(
    text,
  );
}
