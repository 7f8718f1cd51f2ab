import { LRUCache } from 'lru-cache';
import type { EnrichedLog } from '../core/log';
import type { Stage, Verdict } from '../core/verdict';
import type { ClassificationStrategy, Verdicts } from './strategy';

/** How often logs found the verdict of their template; those that joined a running call did not. */
export interface CacheCounts {
  hits: number;
  misses: number;
}

/**
 * Remembers the verdicts of a strategy that looks at little more than the template, so that it is asked once a template
 * and not once a log. Only verdicts are remembered: a log that the strategy left open is asked about again.
 */
export class TemplateCache implements ClassificationStrategy {
  readonly stage: Stage;
  private readonly verdicts: LRUCache<string, Verdict>;
  /** Verdicts being made: whoever needs one of them meanwhile waits for the same call. */
  private readonly pending = new Map<string, Promise<Verdict | null>>();

  /**
   * @param keyOf the same for logs that get the same verdict
   * @param maxTemplates templates remembered; the least recently seen is forgotten first
   * @param counts is added to; caches that follow each other may share it
   */
  constructor(
    private readonly strategy: ClassificationStrategy,
    private readonly keyOf: (log: EnrichedLog) => string,
    maxTemplates: number,
    private readonly counts: CacheCounts,
  ) {
    this.stage = strategy.stage;
    this.verdicts = new LRUCache({ max: maxTemplates });
  }

  /** Answers at once, without a promise, when every template is known: on the hot path a promise costs more than the look-up. */
  classify(logs: readonly EnrichedLog[]): Verdicts | Promise<Verdicts> {
    const answers: (Verdict | null)[] = [];
    const open: number[] = [];
    for (const log of logs) {
      const verdict = this.verdicts.get(this.keyOf(log));
      if (verdict === undefined) open.push(answers.length);
      answers.push(verdict ?? null);
    }
    this.counts.hits += logs.length - open.length;
    this.counts.misses += open.length;
    return open.length === 0 ? answers : this.complete(logs, answers, open);
  }

  private async complete(
    logs: readonly EnrichedLog[],
    answers: (Verdict | null)[],
    open: readonly number[],
  ): Promise<Verdicts> {
    const openLogs = open.flatMap((index) => logs[index] ?? []);
    this.ask(openLogs);
    const verdicts = await Promise.all(openLogs.map(async (log) => this.pending.get(this.keyOf(log))));
    open.forEach((index, at) => (answers[index] = verdicts[at] ?? null));
    return answers;
  }

  /** Starts one call for the templates that nobody has asked about yet. */
  private ask(logs: readonly EnrichedLog[]): void {
    const unasked = new Map<string, EnrichedLog>();
    for (const log of logs) if (!this.pending.has(this.keyOf(log))) unasked.set(this.keyOf(log), log);
    if (unasked.size === 0) return;
    const call = this.remember([...unasked.values()]);
    [...unasked.keys()].forEach((id, index) => {
      this.pending.set(
        id,
        call.then((verdicts) => verdicts[index] ?? null),
      );
    });
  }

  private async remember(logs: readonly EnrichedLog[]): Promise<Verdicts> {
    try {
      const verdicts = await this.strategy.classify(logs);
      logs.forEach((log, index) => {
        const verdict = verdicts[index];
        if (verdict !== null && verdict !== undefined) this.verdicts.set(this.keyOf(log), verdict);
      });
      return verdicts;
    } finally {
      for (const log of logs) this.pending.delete(this.keyOf(log));
    }
  }
}
