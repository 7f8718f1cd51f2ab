import type { SourceRecord } from '../../core/dead-letter';
import { OK, reject } from '../../core/outcome';
import { openRecord, rawLine } from '../../core/record';
import type { KafkaRecord } from '../../messaging/record-batch';
import type { Entry } from '../../pipeline/step';
import type { Decoded } from './decode-record';

const STAGE = 'decode';

/**
 * The entry of a log; one that is none is an entry that is rejected already.
 * @param lineLength longest message in UTF-16 units
 */
export function entryOf(decoded: Decoded, now: number, lineLength: number): Entry {
  if ('log' in decoded) return { raw: decoded.log, log: openRecord(decoded.log, now, lineLength), outcome: OK };
  const raw = rawLine('', null);
  const { code, detail } = decoded.error;
  return { raw, log: openRecord(raw, now, lineLength), outcome: reject(STAGE, code, detail) };
}

/** The record as it was, for a dead letter. */
export function sourceRecordOf(topic: string, partition: number, record: KafkaRecord): SourceRecord {
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
