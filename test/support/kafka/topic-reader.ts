import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { messageOf } from '../../../src/core/errors';

/** One record as a reader gets it. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether what has been read is all that was waited for; `next` is the offset behind the last one read, by partition. */
export type Enough = (records: readonly TopicRecord[], next: ReadonlyMap<number, number>) => boolean;

/**
 * Reads a topic from its beginning until it has `enough`, in a group of its own that leaves no trace.
 * @returns ordered by partition and offset.
 * @throws Error with the number of records read when the time is up, or with the consumer's own reason when it crashed.
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  enough: Enough,
  timeoutMs: number,
): Promise<TopicRecord[]> {
  const records: TopicRecord[] = [];
  const next = new Map<number, number>();
  if (enough(records, next)) return records;
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consume(consumer, timeoutMs, `of ${topic}`, records, ({ batch }) => {
      records.push(...batch.messages.map((message) => toRecord(batch.partition, message)));
      next.set(batch.partition, Number(batch.lastOffset()) + 1);
      return enough(records, next);
    });
  } finally {
    await consumer.disconnect();
  }
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** Runs the consumer until `take` says that it has all. */
function consume(
  consumer: Consumer,
  timeoutMs: number,
  what: string,
  records: readonly TopicRecord[],
  take: (payload: EachBatchPayload) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`read ${String(records.length)} records ${what}, then: ${reason}`));
    };
    const timer = setTimeout(fail, timeoutMs, `not enough in ${String(timeoutMs)} ms`);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      fail(messageOf(payload.error));
    });
    consumer
      .run({
        autoCommit: false,
        eachBatch: (payload) => {
          try {
            if (!take(payload)) return Promise.resolve();
            clearTimeout(timer);
            resolve();
          } catch (error) {
            fail(messageOf(error));
          }
          return Promise.resolve();
        },
      })
      .catch((error: unknown) => {
        fail(messageOf(error));
      });
  });
}

function toRecord(partition: number, message: EachBatchPayload['batch']['messages'][number]): TopicRecord {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  return {
    partition,
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: Object.fromEntries(headers),
  };
}
