/** One record of a stream, as it was there: enough to put it back unchanged. */
export interface SourceRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds that the record carries. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** Null for a record without a value. */
  readonly value: Buffer | null;
  /** Header values in Base64, by name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that could not be kept as a log, with the bytes that arrived and the reason. */
export interface DeadLetter {
  /** UUID, version 7. */
  readonly id: string;
  /** Where it came from, e.g. `http`, `job:<id>`, `kafka:raw-logs/3`. */
  readonly origin: string;
  /** Exactly the bytes that arrived. */
  readonly raw: Buffer;
  /** The stream record that held them; null for sources that have none. */
  readonly record: SourceRecord | null;
  /** Epoch milliseconds of arrival. */
  readonly observedAt: number;
  /** Pipeline step that refused it. */
  readonly stage: string;
  /** Stable snake_case code. */
  readonly code: string;
  readonly detail: string;
}
