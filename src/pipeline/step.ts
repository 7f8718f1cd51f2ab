import type { Checkpoint } from '../core/checkpoint';
import type { SourceRecord } from '../core/dead-letter';
import type { ClassifiedLog, RawLog } from '../core/log';
import { OK, reject, type Outcome } from '../core/outcome';
import { openRecord } from '../core/record';
import { messageOf } from '../core/errors';

/** One record on its way: what came in, what is known so far, and what has become of it. */
export interface Entry {
  readonly raw: RawLog;
  readonly log: ClassifiedLog;
  outcome: Outcome;
}

/** What a source hands to the pipeline at once; it is committed as a whole or comes again. */
export interface Batch {
  /** Where it came from, for dead letters: `http`, `job:<id>`, `kafka:raw-logs/3`. */
  readonly origin: string;
  readonly entries: readonly Entry[];
  /** The stream records that an entry came in, by its index; null for sources that are no stream. */
  readonly recordsOf: ((index: number) => readonly SourceRecord[]) | null;
  /** Which logs are stored; the others are counted and forgotten. */
  readonly keep: 'all' | 'important';
  /** How far the source will have been read once this batch is stored; null for sources that cannot repeat. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * One step over a batch. It works on the open entries, fills in what it knows and may end an entry by its outcome;
 * the number of entries never changes. Throwing means a bug or an outage: nothing is committed.
 * A step is a *named* function: the name shows in metrics, stacks and dead letters.
 */
export type Step = (batch: Batch) => void | Promise<void>;

/** True while later steps should still look at the entry. */
export function isOpen(entry: Entry): boolean {
  return entry.outcome.kind === 'ok' || entry.outcome.kind === 'pending';
}

/** The logs that no step has ended. */
export function openLogs(batch: Batch): ClassifiedLog[] {
  const logs: ClassifiedLog[] = [];
  for (const entry of batch.entries) if (isOpen(entry)) logs.push(entry.log);
  return logs;
}

/**
 * Runs `work` on every open entry. A record that makes it throw is our bug, but only that record pays for it: it
 * is rejected under the step's name and its neighbours go on.
 */
export function eachOpen(batch: Batch, stepName: string, work: (entry: Entry) => void): void {
  for (const entry of batch.entries) {
    if (!isOpen(entry)) continue;
    try {
      work(entry);
    } catch (error) {
      entry.outcome = reject(stepName, 'internal', `${stepName} failed on this record: ${messageOf(error)}`);
    }
  }
}

/** Wraps raw logs as the entries of a batch; lines longer than `maxLineLength` UTF-16 units are cut and flagged. */
export function openEntries(raws: readonly RawLog[], observedAt: number, maxLineLength: number): Entry[] {
  return raws.map((raw) => ({ raw, log: openRecord(raw, observedAt, maxLineLength), outcome: OK }));
}
