import { isObject } from '../../core/json';
import type { RawLog } from '../../core/log';
import type { RecordError } from '../../core/outcome';
import { rawLine } from '../../core/record';
import { SOURCE_HEADER, type KafkaRecord } from '../../messaging/record-batch';
import { rawLogFrom } from '../../parsing/raw-log';

/** A record read as a log, or why it is none. */
export type Decoded = { readonly log: RawLog } | { readonly error: RecordError };

/** Code of records that say nothing at all. */
export const EMPTY_MESSAGE = 'empty_message';

const OPENING_BRACE = 0x7b;

/** Reads a record as JSON or as a bare line; `maxBytes` bounds its value. */
export function decodeRecord({ value, headers }: KafkaRecord, now: number, maxBytes: number): Decoded {
  if (value === null) return bad('null_value', 'the record has no value');
  if (value.length > maxBytes) {
    return bad(
      'record_too_large',
      `the record has ${String(value.length)} bytes, the limit is ${String(maxBytes)} (KAFKA_MAX_RECORD)`,
    );
  }
  const text = value.toString('utf8');
  const source = headers[SOURCE_HEADER]?.toString('utf8') ?? null;
  const json = value[0] === OPENING_BRACE ? parseObject(text) : null;
  if (json === null) {
    if (text.trim() === '') return bad(EMPTY_MESSAGE, 'the record is empty');
    return { log: { ...rawLine(text, source), bytes: value } };
  }
  const result = rawLogFrom(json, now, source);
  if ('log' in result) return { log: { ...result.log, bytes: value } };
  // An object that names no message is itself what somebody wanted to say.
  if (result.error.code === 'missing_message') return { log: { ...rawLine(text, source), bytes: value } };
  return result;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch {
    // A line that only looks like JSON is a line.
    return null;
  }
}

function bad(code: string, detail: string): Decoded {
  return { error: { code, detail } };
}
