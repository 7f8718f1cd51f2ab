/**
 * The text format of COPY (PostgreSQL manual, "COPY", file formats): fields parted by tabs, rows ended by newlines,
 * NULL as \N, and backslash, tab, newline and carriage return escaped inside fields.
 */

export const NULL_FIELD = '\\N';

const SPECIAL = /[\\\t\n\r]/;
const SPECIALS = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Bytes in one buffer: PostgreSQL works on one while the next is filled. */
const CHUNK_BYTES = 128 * 1024;
/** Most bytes that UTF-8 needs for one UTF-16 unit. */
const BYTES_A_UNIT = 3;

const NEWLINE = 10;

const MILLISECONDS = Array.from({ length: 1000 }, (_, i) => `${String(i).padStart(3, '0')}Z`);
/** Beyond this a Date cannot say what day it is (ECMA-262, time range). */
const MAX_MS = 8.64e15;

/** A text field. */
export function textField(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIALS, (char) => ESCAPES[char] ?? char) : text;
}

/** A text field that may be null. */
export function optionalField(text: string | null): string {
  return text === null ? NULL_FIELD : textField(text);
}

/** A jsonb field. JSON escapes control characters itself, so only its backslashes are left. */
export function jsonField(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
}

/** A text[] field. */
export function arrayField(items: readonly string[]): string {
  if (items.length === 0) return '{}';
  return textField(`{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
}

/** A bytea field. */
export function bytesField(bytes: Buffer): string {
  return `\\\\x${bytes.toString('hex')}`;
}

/**
 * Makes a function that writes timestamptz fields from epoch milliseconds. It keeps the last text and its second,
 * because logs come many a second; each column needs one of its own. What is no time gives a text that PostgreSQL
 * refuses, so that it is found as bad data.
 */
export function timestampField(): (ms: number) => string {
  let lastMs = Number.NaN;
  let lastText = '';
  let lastSecond = Number.NaN;
  let text = '';
  return (ms) => {
    if (ms === lastMs) return lastText;
    if (!(Math.abs(ms) <= MAX_MS)) return String(ms);
    const second = Math.floor(ms / 1000);
    if (second !== lastSecond) {
      lastSecond = second;
      text = new Date(second * 1000).toISOString().slice(0, -4);
    }
    lastMs = ms;
    lastText = text + (MILLISECONDS[Math.floor(ms) - second * 1000] ?? '');
    return lastText;
  };
}

/** Writes objects that many rows share; each of them only once. They must not change. */
export function sharedField<T extends object>(toText: (item: T) => string): (item: T) => string {
  const known = new WeakMap<T, string>();
  return (item) => {
    let text = known.get(item);
    if (text === undefined) known.set(item, (text = toText(item)));
    return text;
  };
}

/** One row without its end, from fields which are texts in the right form or numbers. */
export function copyRow(fields: readonly (string | number)[]): string {
  return fields.join('\t');
}

/** Rows as buffers of bounded size, each holding whole rows. */
export function* copyChunks<T>(items: Iterable<T>, toRow: (item: T) => string): Generator<Buffer, void> {
  let chunk = Buffer.alloc(0);
  let used = 0;
  for (const item of items) {
    const row = toRow(item);
    const most = row.length * BYTES_A_UNIT + 1;
    if (used + most > chunk.length) {
      if (used > 0) yield chunk.subarray(0, used);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, most));
      used = 0;
    }
    used += chunk.write(row, used);
    chunk[used++] = NEWLINE;
  }
  if (used > 0) yield chunk.subarray(0, used);
}
