import type { Checkpoint } from '../core/checkpoint';
import type { ClassifiedLog, RawLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import type { FileRow } from '../parsing/files/file-row';
import { isOpen, openEntries, type Batch, type Entry } from './step';

/** The answer to one row: its classified log, or why there is none. */
export type Answer = { readonly log: ClassifiedLog } | { readonly error: RecordError };

const NO_LOG: RecordError = { code: 'no_log', detail: 'the row is no log' };

/** Rows of a file or request as a pipeline batch, and the way back from outcomes to one answer a row, in order. */
export class RowBatch {
  readonly batch: Batch;
  private readonly entryOfRow: readonly (Entry | null)[];

  constructor(
    private readonly rows: readonly FileRow[],
    origin: string,
    maxLineLength: number,
    checkpoint: Checkpoint | null = null,
  ) {
    const raws = rows.map((row) => row.log).filter((log): log is RawLog => log !== null);
    const entries = openEntries(raws, Date.now(), maxLineLength);
    let next = 0;
    this.entryOfRow = rows.map((row) => (row.log === null ? null : (entries[next++] ?? null)));
    this.batch = { origin, entries, recordsOf: null, keep: 'all', checkpoint };
  }

  /** What will have become of each row if all goes well: ids are given before anything is stored. */
  expected(): ({ readonly id: string } | { readonly error: RecordError })[] {
    return this.rows.map((row, i) => {
      const entry = this.entryOfRow[i];
      return entry === null || entry === undefined ? { error: row.error ?? NO_LOG } : { id: entry.log.id };
    });
  }

  /** One answer a row; call it when the batch has run. */
  answers(): Answer[] {
    return this.rows.map((row, i) => {
      const entry = this.entryOfRow[i];
      if (entry === null || entry === undefined) return { error: row.error ?? NO_LOG };
      if (isOpen(entry)) return { log: entry.log };
      const { outcome } = entry;
      return { error: outcome.kind === 'reject' ? outcome.error : { code: 'dropped', detail: 'dropped by policy' } };
    });
  }
}

/** Counts over the answers to a request, a file or a job. */
export interface Summary {
  total: number;
  classified: number;
  rejected: number;
  byCategory: Record<string, number>;
  byStage: Record<string, number>;
  byTriage: Record<string, number>;
  durationMs: number;
}

export function emptySummary(): Summary {
  return { total: 0, classified: 0, rejected: 0, byCategory: {}, byStage: {}, byTriage: {}, durationMs: 0 };
}

/** Adds answers to a summary; the duration is left to the caller. */
export function addToSummary(summary: Summary, answers: readonly Answer[]): void {
  for (const answer of answers) {
    summary.total++;
    if ('error' in answer) {
      summary.rejected++;
      continue;
    }
    summary.classified++;
    const { category, decidedBy, triage } = answer.log.verdict;
    summary.byCategory[category] = (summary.byCategory[category] ?? 0) + 1;
    summary.byStage[decidedBy] = (summary.byStage[decidedBy] ?? 0) + 1;
    summary.byTriage[triage] = (summary.byTriage[triage] ?? 0) + 1;
  }
}
