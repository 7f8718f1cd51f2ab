import { cleanFields } from '../core/fields';
import { isObject } from '../core/json';
import type { RawLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import { rawLine } from '../core/record';
import { parseTimestamp } from '../core/timestamp';

export const MESSAGE_KEYS = ['message', 'log_message', 'msg', 'log', 'body'] as const;
export const SOURCE_KEYS = ['source', 'service', 'logger', 'app', 'host'] as const;
export const TIME_KEYS = ['timestamp', 'time', '@timestamp', 'ts'] as const;
export const LEVEL_KEYS = ['level', 'severity', 'log_level', 'loglevel'] as const;

/** A log somebody sent as JSON, or why it is none. */
export type RawLogResult = { readonly log: RawLog } | { readonly error: RecordError };

const KNOWN = new Set<string>([...MESSAGE_KEYS, ...SOURCE_KEYS, ...TIME_KEYS, ...LEVEL_KEYS, 'attributes']);

/**
 * Reads `{message, source?, timestamp?, level?, attributes?}`, also under the other names that senders use; keys we
 * do not know ride along as attributes, and a bare string is a message. `now` (epoch ms) completes times without a year.
 */
export function rawLogFrom(value: unknown, now: number, defaultSource: string | null = null): RawLogResult {
  if (typeof value === 'string') {
    return value.trim() === '' ? emptyMessage() : { log: rawLine(value, defaultSource) };
  }
  if (!isObject(value)) return bad('not_a_log', `a log must be an object with a message, not ${nameOf(value)}`);

  const message = first(value, MESSAGE_KEYS);
  if (message === undefined) return bad('missing_message', 'the log has no "message"');
  if (typeof message.value !== 'string') return wrongType(message, 'a text');
  if (message.value.trim() === '') return emptyMessage();

  const source = first(value, SOURCE_KEYS);
  if (source !== undefined && typeof source.value !== 'string') return wrongType(source, 'a text');
  const level = first(value, LEVEL_KEYS);
  if (level !== undefined && typeof level.value !== 'string' && typeof level.value !== 'number') {
    return wrongType(level, 'a text or a number');
  }
  const time = first(value, TIME_KEYS);
  if (time !== undefined && typeof time.value !== 'string' && typeof time.value !== 'number') {
    return wrongType(time, 'a text or a number');
  }
  const timestamp = time === undefined ? null : parseTimestamp(time.value as string | number, now);
  if (time !== undefined && timestamp === null) {
    return bad('invalid_timestamp', `"${time.key}" is not a time: give ISO 8601 or an epoch number`);
  }
  const attributes = attributesOf(value, [message.key, source?.key, level?.key, time?.key]);
  if ('error' in attributes) return attributes;
  return {
    log: {
      message: message.value,
      source: (source?.value as string | undefined) ?? null,
      defaultSource,
      timestamp,
      level: level === undefined ? null : String(level.value),
      attributes: attributes.fields,
      bytes: null,
    },
  };
}

interface Found {
  readonly key: string;
  readonly value: unknown;
}

function first(object: Record<string, unknown>, keys: readonly string[]): Found | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    if (value !== undefined && value !== null && value !== '') return { key, value };
  }
  // An empty message is a mistake worth its own words; an empty source or level is as good as none.
  const empty = keys === MESSAGE_KEYS ? keys.find((key) => object[key] === '') : undefined;
  return empty === undefined ? undefined : { key: empty, value: '' };
}

function attributesOf(
  object: Record<string, unknown>,
  used: readonly (string | undefined)[],
): { fields: RawLog['attributes'] } | { error: RecordError } {
  const given = object['attributes'];
  if (given !== undefined && given !== null && !isObject(given)) {
    return wrongType({ key: 'attributes', value: given }, 'an object');
  }
  const extra = Object.keys(object).filter((key) => !used.includes(key) && !(KNOWN.has(key) && isEmpty(object[key])));
  const others = extra.filter((key) => key !== 'attributes');
  if (others.length === 0 && !isObject(given)) return { fields: null };
  // fromEntries defines "__proto__" as an ordinary key, which cleanFields then refuses by name.
  const all = Object.fromEntries([
    ...others.map((key) => [key, object[key]] as const),
    ...(isObject(given) ? Object.entries(given) : []),
  ]);
  const cleaned = cleanFields(all);
  return 'problem' in cleaned ? { error: cleaned.problem } : { fields: cleaned.fields };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function bad(code: string, detail: string): { error: RecordError } {
  return { error: { code, detail } };
}

function emptyMessage(): { error: RecordError } {
  return bad('empty_message', 'the message is empty');
}

function wrongType({ key, value }: Found, expected: string): { error: RecordError } {
  return bad('wrong_type', `"${key}" must be ${expected}, not ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
