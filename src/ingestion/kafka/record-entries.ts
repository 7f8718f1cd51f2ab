import type { SourceRecord } from '../../core/dead-letter';
import { isObject } from '../../core/json';
import type { RawLog } from '../../core/log';
import { OK, reject, type Outcome, type RecordError } from '../../core/outcome';
import { openRecord, rawLine } from '../../core/record';
import { SOURCE_HEADER, type KafkaRecord } from '../../messaging/record-batch';
import { rawLogFrom } from '../../parsing/raw-log';
import type { Entry } from '../../pipeline/step';

const STAGE = 'decode';
const OPENING_BRACE = 0x7b;

export interface DecodeLimits {
  /** Largest value in bytes. */
  readonly recordBytes: number;
  /** Longest line in UTF-16 units. */
  readonly lineLength: number;
}

/** Reads records as logs. Each becomes one entry, in order; one that is no log is an entry that is rejected already. */
export function recordEntries(records: readonly KafkaRecord[], now: number, limits: DecodeLimits): Entry[] {
  return records.map((record) => {
    const decoded = decode(record, now, limits.recordBytes);
    const refused = 'error' in decoded;
    const raw = refused ? rawLine('', null) : decoded.log;
    const outcome: Outcome = refused ? reject(STAGE, decoded.error.code, decoded.error.detail) : OK;
    return { raw, log: openRecord(raw, now, limits.lineLength), outcome };
  });
}

/** The record as it was, for a dead letter. */
export function sourceRecordOf(topic: string, partition: number, record: KafkaRecord | undefined): SourceRecord {
  if (record === undefined) throw new Error('the entry has no record');
  return {
    topic,
    partition,
    offset: record.offset,
    timestamp: record.timestamp,
    key: record.key,
    value: record.value,
    headers: Object.fromEntries(
      Object.entries(record.headers).map(([name, value]) => [name, value.toString('base64')]),
    ),
  };
}

function decode(
  { value, headers }: KafkaRecord,
  now: number,
  maxBytes: number,
): { readonly log: RawLog } | { readonly error: RecordError } {
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
    if (text.trim() === '') return bad('empty_message', 'the record is empty');
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

function bad(code: string, detail: string): { readonly error: RecordError } {
  return { error: { code, detail } };
}
