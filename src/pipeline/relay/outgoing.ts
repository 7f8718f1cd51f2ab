import type { OutgoingRecord } from '../../messaging/packed-records';
import type { Announced } from '../../persistence/outbox';
import { originalHeaders, type StreamDeadLetter } from '../../persistence/stream-dead-letters';

/** Header by which receivers recognise a record that comes twice: the id of the row. */
export const EVENT_ID_HEADER = 'x-event-id';

/** The records of what an outbox message announces. */
export function outgoing({ topic, logs, deadLetters }: Announced, version: string): OutgoingRecord[] {
  return [
    ...logs.map(({ id, json }) => ({ topic, key: null, value: json, headers: { [EVENT_ID_HEADER]: id } })),
    ...deadLetters.map((letter) => deadLetterRecord(topic, letter, version)),
  ];
}

/** The record as it came, bytes untouched, with headers that say why it is here. */
function deadLetterRecord(
  topic: string,
  { id, record, stage, code, detail }: StreamDeadLetter,
  version: string,
): OutgoingRecord {
  return {
    topic,
    key: record.key,
    value: record.value,
    headers: {
      ...originalHeaders(record),
      [EVENT_ID_HEADER]: id,
      'x-original-topic': record.topic,
      'x-original-partition': String(record.partition),
      'x-original-offset': String(record.offset),
      'x-original-timestamp': String(record.timestamp),
      'x-error-stage': stage,
      'x-error-code': code,
      'x-error-detail': detail,
      'x-app-version': version,
    },
  };
}
