import { anyOf } from './any-of';

/** Addresses under which clouds hand credentials to whoever asks from inside. */
const METADATA = new RegExp(
  String.raw`^${anyOf(
    String.raw`169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|192\.0\.0\.192`,
    String.raw`metadata(?:\.google)?(?:\.internal)?|metadata\.\w+\.internal|instance-data|fd00:ec2::254`,
    String.raw`\[fd00:ec2::254\]|\[::ffff:(?:169\.254\.169\.254|a9fe:a9fe)\]|kubernetes\.default(?:\.svc[\w.-]*)?`,
  )}$`,
);
const METADATA_ADDRESS = 0xa9fea9fe;
/** Schemes that talk to services without HTTP; no link on a page has one. */
const ODD_SCHEME = /^(?:gopher|dict|tftp|sftp|ldaps?|jar|netdoc|rmi|smb|imap|pop3):\/{0,2}\S/;
const URL_START =
  /^(?:https?|ftp|wss?):\/{0,3}(?:[^/?#@\s]*@)?(\[[0-9a-f:.%]+\]|[^/:?#\s]*)(?::(\d{1,5}))?([/?#]\S*)?$/;
/** Parameters whose URL the browser follows, not the server: developers point them to their own machine. */
const BROWSER_SIDE = new RegExp(
  String.raw`^${anyOf(
    String.raw`redirect(?:_?ur[il])?|return(?:_?(?:url|to))?|next|continue|callback(?:_?url)?|origin|referr?er`,
    String.raw`ref|success_?url|cancel_?url|back|from|goto|state|service|rurl|u?rl_referrer|dl|r`,
  )}$`,
);
/** Where developers run the application that they are looking at. */
const DEVELOPMENT_PORT = /^(?:300\d|4200|5000|5173|8000)$/;
const NUMBER_PART = /^(?:0x[0-9a-f]{1,8}|0[0-7]{0,11}|[1-9]\d{0,9})$/;
/** Names that resolve to the loopback address for anyone. */
const WILDCARD = new RegExp(
  String.raw`(?:^|\.)${anyOf(
    String.raw`nip\.io|xip\.io|sslip\.io|localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|burpcollaborator\.net`,
    String.raw`oastify\.com|interact\.sh|oast\.(?:fun|me|pro|live|site|online)`,
  )}$`,
);

/** Whether a value would make the server fetch from where only it can reach. Decoded, lower case. */
export function isServerSideRequestForgery(text: string, parameter: string | null): boolean {
  // Blanks that clients drop from a URL, as browsers do.
  const value = text.replace(/[\t\r\n]/g, '').trim();
  if (ODD_SCHEME.test(value)) return true;
  const url = URL_START.exec(value);
  if (url === null) return METADATA.test(value.split('/', 1)[0] ?? '') && value.includes('/');
  const host = (url[1] ?? '').replace(/\.$/, '');
  if (METADATA.test(host) || WILDCARD.test(host)) return true;
  const address = addressOf(host);
  const expected = isBrowserSide(parameter) || DEVELOPMENT_PORT.test(url[2] ?? '');
  if (address === null) return isLoopbackName(host) && !expected;
  if (address.value === METADATA_ADDRESS) return true;
  const loopback = address.value >>> 24 === 127 || address.value === 0;
  if (loopback) return address.disguised || address.value === 0 || !expected;
  return isPrivate(address.value) && (address.disguised || (!expected && isInside(url[2], url[3])));
}

/** A page or a port of a machine behind the server; its bare address is what people look up about their router. */
function isInside(port: string | undefined, path: string | undefined): boolean {
  return port !== undefined || (path !== undefined && path.length > 1);
}

function isBrowserSide(parameter: string | null): boolean {
  return parameter === null || BROWSER_SIDE.test(parameter);
}

function isLoopbackName(host: string): boolean {
  if (!host.startsWith('[')) return /(?:^|\.)localhost$|^localhost\.localdomain$/.test(host);
  return /^\[::(?:1|(?:ffff:)?7f[0-9a-f]{2}:[0-9a-f]{1,4})?\]$/.test(canonical(host));
}

/** An IPv6 address in brackets in its shortest form (RFC 5952), with an embedded IPv4 address in hexadecimal. */
function canonical(host: string): string {
  const url = `http://${host}/`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}

function isPrivate(address: number): boolean {
  return address >>> 24 === 10 || address >>> 20 === 0xac1 || address >>> 16 === 0xc0a8 || address >>> 16 === 0xa9fe;
}

/** An IPv4 address in any spelling of inet_aton: four parts or fewer, decimal, octal or hexadecimal. */
function addressOf(host: string): { value: number; disguised: boolean } | null {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => NUMBER_PART.test(part))) return null;
  const numbers = parts.map((part) => (/^0\d/.test(part) ? parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return null;
  let value = last;
  numbers.forEach((number, i) => {
    value += number * 256 ** (3 - i);
  });
  return { value: value >>> 0, disguised: parts.length < 4 || parts.some((part) => /^0./.test(part)) };
}
