import type { Checkpoint } from '../core/checkpoint';
import type { DeadLetter } from '../core/dead-letter';
import type { JsonValue } from '../core/json';
import type { ClassifiedLog } from '../core/log';
import type { RecordError } from '../core/outcome';

/** A message to the outside, decided together with the rows it is about. */
export interface OutboxMessage {
  /** UUID; receivers recognise a repeat by it. */
  readonly id: string;
  readonly topic: string;
  readonly key: string | null;
  readonly payload: JsonValue;
  /** The log it is about: a log that is refused takes its messages with it. */
  readonly logId: string | null;
}

/** What is stored together or not at all. */
export interface WriteBatch {
  /** Where the logs came from, e.g. `http`, `job:<id>`; it goes on their dead letters. */
  readonly origin: string;
  readonly logs: readonly ClassifiedLog[];
  /** The bytes of a log as they came, for its dead letter when PostgreSQL refuses it. */
  readonly rawOf: (log: ClassifiedLog) => Buffer;
  readonly deadLetters: readonly DeadLetter[];
  readonly outbox: readonly OutboxMessage[];
  readonly checkpoint: Checkpoint | null;
}

export type Rejections = ReadonlyMap<ClassifiedLog, RecordError>;

export interface WriteResult {
  /** The logs that PostgreSQL refused; they are dead letters now. All others are stored. */
  readonly rejected: Rejections;
}
