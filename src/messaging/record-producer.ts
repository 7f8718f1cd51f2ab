import type { CompressionTypes, Kafka, Producer } from 'kafkajs';
import { registerPackedRecords } from './packed-produce';
import { PackedRecords, type OutgoingRecord } from './packed-records';
import { isTooLarge } from './protocol-error';

/** Records and bytes of one Kafka batch; brokers take 1 MiB by default. */
const BATCH_RECORDS = 1_000;
const BATCH_BYTES = 700 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Writes records and waits until all in-sync replicas have them. A whole batch goes to one partition, the next batch
 * to the next one: many small batches would cost the broker and us several times as much.
 */
export class RecordProducer {
  private readonly producer: Producer;
  private turn = 0;
  private connected = false;

  constructor(
    kafka: Kafka,
    private readonly compression: CompressionTypes,
  ) {
    registerPackedRecords();
    this.producer = kafka.producer({
      allowAutoTopicCreation: false,
      // Receivers know a repeat by its event id, so the broker need not keep track of sequences.
      retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 },
      createPartitioner:
        () =>
        ({ partitionMetadata }) => {
          const partition = partitionMetadata[this.turn % Math.max(1, partitionMetadata.length)];
          return partition?.partitionId ?? 0;
        },
    });
  }

  /**
   * Resolves when all records are written; some may be written when it rejects.
   * @param onTooLarge told of each record that the broker does not take for its size; it is left out
   */
  async send(records: readonly OutgoingRecord[], onTooLarge: (record: OutgoingRecord) => void): Promise<void> {
    if (!this.connected) {
      await this.producer.connect();
      this.connected = true;
    }
    for (const batch of batches(records)) await this.sendBatch(batch, onTooLarge);
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async sendBatch(
    batch: readonly OutgoingRecord[],
    onTooLarge: (record: OutgoingRecord) => void,
  ): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    this.turn++;
    try {
      await this.producer.send({
        topic: first.topic,
        acks: -1,
        timeout: REQUEST_TIMEOUT_MS,
        compression: this.compression,
        messages: [new PackedRecords(batch)],
      });
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (batch.length === 1) {
        onTooLarge(first);
        return;
      }
      const middle = batch.length >> 1;
      await this.sendBatch(batch.slice(0, middle), onTooLarge);
      await this.sendBatch(batch.slice(middle), onTooLarge);
    }
  }
}

/** Cuts records into batches of one topic and bounded size, in their order. */
function* batches(records: readonly OutgoingRecord[]): Generator<OutgoingRecord[]> {
  let batch: OutgoingRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = (record.value?.length ?? 0) + (record.key?.length ?? 0);
    const full = batch.length >= BATCH_RECORDS || bytes + size > BATCH_BYTES || batch[0]?.topic !== record.topic;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
