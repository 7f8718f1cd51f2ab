import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { messageOf } from '../core/errors';
import type { KafkaRecord, RecordBatch } from './record-batch';

const NO_HEADERS = {};

/** What a batch needs besides what kafkajs hands out with it. */
interface BatchContext {
  readonly topicId: () => Promise<string | null>;
  readonly lowWatermark: () => Promise<number>;
  readonly onProgress: () => void;
}

/** A batch of kafkajs in the form that handlers see. */
export class FetchedBatch implements RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: number;
  readonly records: readonly KafkaRecord[];
  private next: number | null = null;
  private loss: Error | null = null;

  constructor(
    private readonly payload: EachBatchPayload,
    private readonly context: BatchContext,
  ) {
    const { topic, partition, highWatermark, messages } = payload.batch;
    this.topic = topic;
    this.partition = partition;
    this.highWatermark = Number(highWatermark);
    this.records = messages.map(recordOf);
  }

  topicId(): Promise<string | null> {
    return this.context.topicId();
  }

  lowWatermark(): Promise<number> {
    return this.context.lowWatermark();
  }

  async stillOurs(): Promise<boolean> {
    this.context.onProgress();
    try {
      await this.payload.heartbeat();
    } catch (error) {
      this.loss = error instanceof Error ? error : new Error(messageOf(error));
    }
    return this.loss === null && this.payload.isRunning() && !this.payload.isStale();
  }

  continueAt(offset: number): void {
    this.context.onProgress();
    this.next = offset;
  }

  /**
   * Commits what the handler is done with.
   * @returns the offset to seek to when reading goes on somewhere else than behind that; null otherwise
   */
  async commit(): Promise<number | null> {
    const { batch } = this.payload;
    const first = this.records[0]?.offset ?? 0;
    const last = this.records.at(-1)?.offset ?? 0;
    if (this.next === null) return null;
    if (this.next <= first || this.next > last + 1) return this.next;
    this.payload.resolveOffset(String(this.next - 1));
    const partitions = [{ partition: batch.partition, offset: String(this.next) }];
    await this.payload.commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] });
    return null;
  }

  /** @throws Error that kafkajs threw at a heartbeat: it must hear of it to join the group again. */
  rethrowLoss(): void {
    if (this.loss !== null) throw this.loss;
  }
}

function recordOf(message: KafkaMessage): KafkaRecord {
  return {
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers),
  };
}

/** Of a header that comes more than once, the last value counts, as in Kafka's own `lastHeader`. */
function headersOf(headers: KafkaMessage['headers']): Readonly<Record<string, Buffer>> {
  if (headers === undefined) return NO_HEADERS;
  const result: Record<string, Buffer> = {};
  for (const [name, value] of Object.entries(headers)) {
    const one = Array.isArray(value) ? value.at(-1) : value;
    if (one !== undefined) result[name] = typeof one === 'string' ? Buffer.from(one) : one;
  }
  return result;
}
