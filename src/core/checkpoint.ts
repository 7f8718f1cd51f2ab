import type { JsonValue } from './json';

/**
 * How far a source has been read. It is compared and set in the transaction that writes the rows, so a
 * batch that comes again (a crash, a second worker on the same source) is recognised and written once.
 */
export interface Checkpoint {
  /** Unique name of the thing being read, e.g. `job:<id>` or `kafka:raw-logs/3`. */
  readonly source: string;
  /** Position that must be stored now for this batch to be the next one; 0 before the first. */
  readonly expected: number;
  /** Position after this batch. */
  readonly next: number;
  /** Records between the last position and this batch that the source no longer has; null when nothing is missing. */
  readonly gap: Gap | null;
  /** What the source needs to go on from `next`, e.g. the length of a result file. */
  readonly state: JsonValue;
}

/** Positions that can never be read any more. */
export interface Gap {
  /** First lost position. */
  readonly from: number;
  /** First position that is there again. */
  readonly to: number;
}

/** The stored position is not the one this batch starts at: somebody else has gone on, or the batch is a repeat. */
export class CheckpointConflict extends Error {
  override readonly name = 'CheckpointConflict';

  constructor(
    readonly source: string,
    readonly expected: number,
    /** Position that is stored. */
    readonly actual: number,
  ) {
    super(`checkpoint of ${source} is at ${String(actual)}, not at ${String(expected)}`);
  }
}
