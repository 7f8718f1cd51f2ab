/** Record header in which a sender of bare lines may name their source. */
export const SOURCE_HEADER = 'source';

/** One Kafka record, bytes untouched. */
export interface KafkaRecord {
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** What one fetch has brought of one partition, and what its reader may do with it. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  /** In the order of their offsets; never empty. */
  readonly records: readonly KafkaRecord[];
  /** Offset behind the last record that the broker had when it answered. */
  readonly highWatermark: number;
  /** Id of the topic that has this name now, asked behind the fetch; null when the brokers know no such ids. */
  topicId(): Promise<string | null>;
  /** First offset that the broker still has, asked now. */
  lowWatermark(): Promise<number>;
  /** Says that work goes on. False when the partition may belong to somebody else now: leave the rest alone. */
  stillOurs(): Promise<boolean>;
  /** Everything before this offset is done with; reading goes on here. Without a call the batch comes again. */
  continueAt(offset: number): void;
}
