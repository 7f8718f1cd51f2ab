/**
 * Masking turns a message into its template: variable parts become typed placeholders, the wording stays.
 * One pass over the characters finds tokens; only tokens that can be variable (a digit, an `@`, several slashes)
 * are looked at more closely. The result is the key under which verdicts are shared, so two messages with the
 * same template differ only in values.
 */

/** Templates are made from the first characters only: what tells messages apart stands at their front. */
export const TEMPLATE_LENGTH = 2048;

const DIGIT = 1;
const SLASH = 2;
const AT = 4;
const DELIMITER = 8;

const CLASSES = new Uint8Array(128);
for (let code = 48; code <= 57; code++) CLASSES[code] = DIGIT;
for (const char of '/\\') CLASSES[char.charCodeAt(0)] = SLASH;
CLASSES[64] = AT;
for (let code = 0; code <= 32; code++) CLASSES[code] = DELIMITER;
for (const char of ',;()[]{}"\'`=<>|') CLASSES[char.charCodeAt(0)] = DELIMITER;

const SPACE_OR_QUOTE = new Uint8Array(128);
for (let code = 0; code <= 32; code++) SPACE_OR_QUOTE[code] = 1;
for (const char of '"\'`<>)]}|') SPACE_OR_QUOTE[char.charCodeAt(0)] = 1;

const SLASH_CODE = 47;
const COMMA_CODE = 44;
const COLON_CODE = 58;

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|\/\d{1,2})?$/;
const IPV6 = /^(?=.*::|(?:[^:]*:){7})[0-9a-f:]+(?:%\w+)?(?:\/\d{1,3})?$/i;
const NUMBER = /^[-+#$~]?\d+(?:[.,]\d+)*([a-zA-Zµ°%]{0,4}(?:\/[a-z]{1,3})?)$/;
/** A space and a word with a backslash, which is no path of its own. */
const PATH_PART = / [^\s\\:,;()[\]{}"'`=<>|]+\\[^\s:,;()[\]{}"'`=<>|]*/y;
const NUMBER_SO_FAR = /^[-+#$~]?\d[\d.,:T_/-]*$/;
const CLOCK = /^\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/;
const DATE = /^\d{4}([-/.])\d\d?\1\d\d?(?:[T_]\d\d[:.]?\d\d.*)?$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^(?:0x[0-9a-f]+|(?=.*[a-f])(?=.*\d)[0-9a-f]{8,}|(?:[0-9a-f]{2}[:-]){5,}[0-9a-f]{2})$/i;
const EMAIL = /^[^@/:]+@[^@]+\.[a-z]{2,}$/i;
const MIXED_ID = /^(?=(?:\D*\d){3})(?:[a-z]+\d+|\d+[a-z]+){3,}[a-z]*$/i;
const DIGIT_RUNS = /(?:(?<=[^A-Za-z0-9])-)?\d+(?:[.,]\d+)*/g;
const SEGMENTS = /[A-Za-z0-9]+/g;

function maskSegment(segment: string): string {
  return segment.length >= 8 && (HEX.test(segment) || MIXED_ID.test(segment)) ? '<HEX>' : segment;
}

/** Masks the digits inside a word such as `blk_-4628142183`, `node-12` or `TLSv1.2`, and ids inside it. */
function maskWord(word: string): string {
  const noIds = word.length >= 8 ? word.replace(SEGMENTS, maskSegment) : word;
  return noIds.replace(DIGIT_RUNS, '<NUM>');
}

function maskPath(path: string, slashes: number, flags: number): string {
  const variable = slashes > 1 || (flags & DIGIT) !== 0 || path.includes('?');
  if (!variable) return path;
  // "/10.0.0.1:50010" is an address with a slash in front (Java's InetSocketAddress), not a path.
  if (slashes === 1 && IPV4.test(path.slice(1))) return '/<IP>';
  return '<PATH>';
}

/** `flags` holds the classes of all characters of the token; it has at least a digit, an `@` or two slashes. */
function maskBody(token: string, flags: number, slashes: number): string {
  if (token.includes('://')) return '<URL>';
  const first = token.charCodeAt(0);
  if (first === SLASH_CODE) return maskPath(token, slashes, flags);
  if ((flags & AT) !== 0 && EMAIL.test(token)) return '<EMAIL>';
  if ((flags & DIGIT) !== 0) {
    const number = NUMBER.exec(token);
    if (number !== null) return IPV4.test(token) ? '<IP>' : `<NUM>${number[1] ?? ''}`;
    if (IPV4.test(token)) return '<IP>';
    if (CLOCK.test(token) || DATE.test(token)) return '<TIME>';
    if (UUID.test(token)) return '<UUID>';
    if (HEX.test(token)) return '<HEX>';
  }
  if (token.includes('::') || slashes === 0) {
    if (IPV6.test(token)) return '<IP>';
  }
  if (slashes > 1) return '<PATH>';
  return (flags & DIGIT) === 0 ? token : maskWord(token);
}

function maskToken(token: string, flags: number, slashes: number): string {
  let end = token.length;
  while (end > 1 && '.:,!?'.includes(token.charAt(end - 1))) end--;
  return end === token.length
    ? maskBody(token, flags, slashes)
    : maskBody(token.slice(0, end), flags, slashes) + token.slice(end);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where the next part of a path such as `C:\\Program Files\\x` ends that goes on behind the space at `at`; else `at`. */
function pathGoesOn(message: string, at: number): number {
  PATH_PART.lastIndex = at;
  return PATH_PART.test(message) ? PATH_PART.lastIndex : at;
}

/** Whether the comma at `at` is part of the number or time that starts at `start`: `9,950`, `06:25:10,123`, not `db1,5432`. */
function isInNumber(message: string, start: number, at: number): boolean {
  if (!isDigit(message.charCodeAt(at - 1)) || !isDigit(message.charCodeAt(at + 1))) return false;
  return NUMBER_SO_FAR.test(message.slice(start, at));
}

/** The template of a message, e.g. `Failed password for root from <IP> port <NUM>`. */
export function maskMessage(message: string): string {
  const length = Math.min(message.length, TEMPLATE_LENGTH);
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < length) {
    const start = at;
    let flags = 0;
    let slashes = 0;
    // A path or URL goes on to the next space or quote: its `=`, `;` and `,` belong to it.
    let stops = CLASSES;
    let stopMask = DELIMITER;
    for (; at < length; at++) {
      const code = message.charCodeAt(at);
      if (code >= 128) continue;
      if (((stops[code] ?? 0) & stopMask) !== 0) {
        if (code !== COMMA_CODE || !isInNumber(message, start, at)) break;
      }
      const kind = CLASSES[code] ?? 0;
      flags |= kind;
      if (kind === SLASH) {
        slashes++;
        if (code === SLASH_CODE && (at === start || message.charCodeAt(at - 1) === COLON_CODE)) {
          stops = SPACE_OR_QUOTE;
          stopMask = 1;
        }
      }
    }
    if (slashes > 0 && message.charCodeAt(start + 1) === COLON_CODE) {
      for (let end = pathGoesOn(message, at); end > at; end = pathGoesOn(message, at)) {
        at = Math.min(end, length);
        slashes++;
      }
    }
    if (at > start && ((flags & (DIGIT | AT)) !== 0 || slashes > 1 || (stops === SPACE_OR_QUOTE && slashes === 1))) {
      const token = message.slice(start, at);
      const masked = maskToken(token, flags, slashes);
      if (masked !== token) {
        out += message.slice(copied, start) + masked;
        copied = at;
      }
    }
    at++;
  }
  return copied === 0 && length === message.length ? message : out + message.slice(copied, length);
}
