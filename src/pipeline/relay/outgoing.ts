import { toJson, type ClassifiedLog } from '../../core/log';
import { isImportant } from '../../core/verdict';
import type { OutgoingRecord } from '../../messaging/record-producer';
import type { Announced } from '../../persistence/outbox';
import { originalHeaders, type StreamDeadLetter } from '../../persistence/stream-dead-letters';

/** Header by which receivers recognise a record that comes twice: the id of the row. */
export const EVENT_ID_HEADER = 'x-event-id';

/** The records of what an outbox message announces. */
export function outgoing(
  { topic, logs, deadLetters }: Announced,
  importantOnly: boolean,
  version: string,
): OutgoingRecord[] {
  const kept = importantOnly ? logs.filter(({ verdict }) => isImportant(verdict)) : logs;
  return [
    ...kept.map((log) => classifiedRecord(topic, log)),
    ...deadLetters.map((letter) => deadLetterRecord(topic, letter, version)),
  ];
}

function classifiedRecord(topic: string, log: ClassifiedLog): OutgoingRecord {
  return { topic, key: null, value: JSON.stringify(toJson(log)), headers: { [EVENT_ID_HEADER]: log.id } };
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
