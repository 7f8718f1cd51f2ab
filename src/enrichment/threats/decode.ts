/** Rounds of decoding: payloads are encoded twice to pass a filter in front of the application, seldom more. */
const MAX_ROUNDS = 3;

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|quot|apos|amp|colon|lpar|rpar|tab|newline|sol|bsol|grave));?/gi;
const NAMED_ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['colon', ':'],
  ['lpar', '('],
  ['rpar', ')'],
  ['tab', '\t'],
  ['newline', '\n'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['grave', '`'],
]);
/** The escapes of JavaScript, JSON and C, for characters that matter in markup and queries. */
const ESCAPE = /\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2}))/gi;
/** Fullwidth, circled and modifier forms, which databases, file systems and host names fold to ASCII. */
const LOOK_ALIKE = /[\uFF01-\uFF5E\u3000\u2460-\u2468\u24B6-\u24EA\u02B9\u02BC]/g;
/** Dots and slashes spelled as hexadecimal numbers, as in `0x2e0x2e0x2f`. */
const HEX_DOTS = /0x(2e|2f|5c)/gi;
const UTF7 = /\+(ad[wq4]|acc|aci)-/gi;
const UTF7_CHARACTERS = new Map([
  ['adw', '<'],
  ['ad4', '>'],
  ['adq', '='],
  ['acc', "'"],
  ['aci', '"'],
]);

/**
 * The readings of one encoded text: decoded once, and decoded until nothing changes when that is another text.
 * `plusIsSpace` holds for query strings and form bodies.
 */
export function decodedViews(text: string, plusIsSpace: boolean): readonly string[] {
  const once = percentDecode(plusIsSpace ? text.replaceAll('+', ' ') : text);
  let view = once;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = unfold(percentDecode(view));
    if (next === view) break;
    view = next;
  }
  return view === once ? [once] : [once, view];
}

/** A text of base64 in either alphabet, long enough to say something. */
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
/** What the head of a token or a hash nearly never decodes to: nine bytes of printable ASCII. */
const PRINTABLE_HEAD = /^[\t\n\r -~]{9}/;

/** The text that `value` is the base64 of; null when it is none or decodes to bytes rather than text. */
export function base64Decoded(value: string): string | null {
  if (value.length < 16 || !PRINTABLE_HEAD.test(atBase64(value.slice(0, 12))) || !BASE64.test(value)) return null;
  const text = atBase64(value);
  return text.includes('\uFFFD') ? null : text;
}

function atBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

/** Undoes entities, escapes and look-alikes; each only when its mark is in the text. */
function unfold(text: string): string {
  let view = text;
  if (view.includes('&')) view = view.replace(ENTITY, decodeEntity);
  if (view.includes('\\')) view = view.replace(ESCAPE, decodeEscape);
  if (view.includes('0x')) view = view.replace(HEX_DOTS, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  if (view.includes('-'))
    view = view.replace(UTF7, (all, code: string) => UTF7_CHARACTERS.get(code.toLowerCase()) ?? all);
  return view.replace(LOOK_ALIKE, unfoldLookAlike);
}

function unfoldLookAlike(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
  return sign === '\u02B9' || sign === '\u02BC' ? "'" : sign.normalize('NFKC');
}

function decodeEntity(all: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED_ENTITIES.get(name.toLowerCase()) ?? all;
  return character(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal), all);
}

function decodeEscape(all: string, four?: string, braced?: string, two?: string): string {
  return character(parseInt(four ?? braced ?? two ?? '', 16), all);
}

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

/**
 * Decodes `%XX` and `%uXXXX`. Bytes are read as UTF-8 the way lax servers do: overlong forms (`%c0%ae` is a dot) and
 * wrong continuation bytes count, and what is no UTF-8 at all is taken as Latin-1.
 */
export function percentDecode(text: string): string {
  let percent = text.indexOf('%');
  if (percent < 0) return text;
  let out = '';
  let copied = 0;
  while (percent >= 0) {
    const wide = wideEscape(text, percent);
    const byte = wide < 0 ? byteAt(text, percent) : -1;
    if (wide < 0 && byte < 0) {
      percent = text.indexOf('%', percent + 1);
      continue;
    }
    out += text.slice(copied, percent);
    if (wide >= 0) {
      out += String.fromCharCode(wide);
      copied = percent + 6;
    } else {
      const length = sequenceLength(text, percent, byte);
      out += character(codePoint(text, percent, byte, length), '\uFFFD');
      copied = percent + 3 * length;
    }
    percent = text.indexOf('%', copied);
  }
  return out + text.slice(copied);
}

/** The code unit of `%uXXXX` at `at`, or -1. */
function wideEscape(text: string, at: number): number {
  if ((text.charCodeAt(at + 1) | 0x20) !== 0x75) return -1;
  let code = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/** The byte of `%XX` at `at`, or -1. */
function byteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x25) return -1;
  const high = hexDigit(text.charCodeAt(at + 1));
  const low = hexDigit(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** How many escaped bytes from `at` make one character. */
function sequenceLength(text: string, at: number, lead: number): number {
  const wanted =
    lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc0 && lead < 0xe0 ? 2 : 1;
  for (let i = 1; i < wanted; i++) {
    const byte = byteAt(text, at + 3 * i);
    // 0xC0 and 0xC1 lead nothing but overlong forms, which some servers finish with any byte.
    if (byte < 0 || ((byte & 0xc0) !== 0x80 && lead > 0xc1)) return 1;
  }
  return wanted;
}

function codePoint(text: string, at: number, lead: number, length: number): number {
  if (length === 1) return lead;
  let code = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) code = (code << 6) | (byteAt(text, at + 3 * i) & 0x3f);
  return code;
}
