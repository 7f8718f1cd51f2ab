import type { KafkaConfig } from '../config/kafka.config';
import type { Announcement } from '../core/announcement';
import type { ClassifiedLog } from '../core/log';
import { uuid7 } from '../core/uuid7';
import { isImportant } from '../core/verdict';
import { topicNames } from '../config/kafka-topics';
import type { OutboxMessage } from '../persistence/write-batch';

/** What is published of what is stored. */
export interface Publication {
  /** Topic of classified logs; null when they are not published. */
  readonly classifiedTopic: string | null;
  readonly importantOnly: boolean;
  /** Topic on which dead letters of stream records are mirrored; null without Kafka. */
  readonly deadLetterTopic: string | null;
}

export function publicationOf(kafka: KafkaConfig): Publication {
  if (kafka.brokers === '') return { classifiedTopic: null, importantOnly: false, deadLetterTopic: null };
  const topics = topicNames(kafka);
  return {
    classifiedTopic: kafka.publish === 'off' ? null : topics.classified,
    importantOnly: kafka.publish === 'important',
    deadLetterTopic: topics.deadLetters,
  };
}

/** The one outbox message about the logs of a batch, or none. All logs of a batch have one time of arrival. */
export function announce(publication: Publication, logs: readonly ClassifiedLog[]): OutboxMessage[] {
  const { classifiedTopic, importantOnly } = publication;
  const [first] = logs;
  const last = logs.at(-1);
  if (classifiedTopic === null || first === undefined || last === undefined) return [];
  if (importantOnly && !logs.some(({ verdict }) => isImportant(verdict))) return [];
  const payload: Announcement = { logs: { observedAt: first.observedAt, first: first.id, last: last.id } };
  return [{ id: uuid7(Date.now()), topic: classifiedTopic, key: null, payload, logId: null }];
}
