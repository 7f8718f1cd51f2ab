import { messageOf } from '../core/errors';
import type { ClassifiedLog } from '../core/log';

/** Adds what can be looked up about a parsed log. */
export interface Enricher {
  readonly name: string;
  enrich(log: ClassifiedLog): void;
}

/** Told once for every enricher that fails, in a sentence for a person. */
export type OnProblem = (problem: string) => void;

/** Runs enrichers in order. A failing one costs its own addition and never the log. */
export class EnricherChain {
  private readonly failing = new Map<string, number>();

  constructor(
    private readonly enrichers: readonly Enricher[],
    private readonly onProblem: OnProblem,
  ) {}

  enrich(log: ClassifiedLog): void {
    for (const enricher of this.enrichers) {
      try {
        enricher.enrich(log);
      } catch (error) {
        this.count(enricher.name, messageOf(error));
      }
    }
  }

  /** How often each enricher has failed since the start. */
  failures(): ReadonlyMap<string, number> {
    return this.failing;
  }

  private count(name: string, problem: string): void {
    const before = this.failing.get(name) ?? 0;
    this.failing.set(name, before + 1);
    if (before === 0) this.onProblem(`enrichment "${name}" failed on a log, which goes on without it: ${problem}`);
  }
}
