import type { Verdicts } from '../strategy';

/** Logs by category. */
export type CategoryCounts = ReadonlyMap<string, number>;

/** Counts what a model answers. */
export class ModelTally {
  private readonly counts = new Map<string, number>();
  /** Logs that a candidate in the shadow answered with the category that was really answered. */
  agreed = 0;
  /** Logs that it answered with another one. */
  differed = 0;
  /** Logs that it was not asked about, because it was still busy with others. */
  skipped = 0;

  get answers(): CategoryCounts {
    return this.counts;
  }

  add(answers: CategoryCounts): void {
    for (const [category, count] of answers) this.counts.set(category, (this.counts.get(category) ?? 0) + count);
  }
}

/** The answered ones of some verdicts, by category. */
export function countCategories(verdicts: Verdicts): CategoryCounts {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) {
    if (verdict !== null) counts.set(verdict.category, (counts.get(verdict.category) ?? 0) + 1);
  }
  return counts;
}
