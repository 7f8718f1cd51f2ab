import type { AlertHit } from '../core/alert-hit';
import type { Checkpoint } from '../core/checkpoint';
import type { DeadLetter } from '../core/dead-letter';
import type { JsonValue } from '../core/json';
import type { ClassifiedLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import type { TemplateCount } from '../core/template';

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

/** How many logs of a minute, source and category were classified and not kept. */
export interface UnkeptLogs {
  /** Epoch milliseconds at which the minute begins. */
  readonly minute: number;
  readonly source: string;
  readonly category: string;
  readonly count: number;
}

/** What is stored together or not at all. */
export interface WriteBatch {
  /** Where the logs came from, e.g. `http`, `job:<id>`; it goes on their dead letters. */
  readonly origin: string;
  readonly logs: readonly ClassifiedLog[];
  /** The dead letters of a log that PostgreSQL refuses: one, or one for each stream record that it came in. */
  readonly deadLettersOf: (log: ClassifiedLog, error: RecordError) => DeadLetter[];
  readonly deadLetters: readonly DeadLetter[];
  /** Topic on which dead letters of stream records are announced too; null for none. */
  readonly mirrorTopic: string | null;
  readonly outbox: readonly OutboxMessage[];
  /** Logs that the store policy does not keep. */
  readonly unkept: readonly UnkeptLogs[];
  /** How often templates were seen, also in logs that are not kept. */
  readonly templateCounts: readonly TemplateCount[];
  /** What alert rules have found in the logs. */
  readonly alertHits: readonly AlertHit[];
  readonly checkpoint: Checkpoint | null;
}

export type Rejections = ReadonlyMap<ClassifiedLog, RecordError>;

export interface WriteResult {
  /** The logs that PostgreSQL refused; they are dead letters now. All others are stored. */
  readonly rejected: Rejections;
}
