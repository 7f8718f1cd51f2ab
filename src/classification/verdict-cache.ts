import { LRUCache } from 'lru-cache';
import type { EnrichedLog } from '../core/log';
import type { Stage, Verdict } from '../core/verdict';
import type { ClassificationStrategy, Verdicts } from './strategy';

/** How often logs found the verdict of their template; those that joined a running call did not. */
export interface CacheCounts {
  hits: number;
  misses: number;
}

/** A log without a verdict, what it asks for, and its place among the others. */
interface Open {
  readonly log: EnrichedLog;
  readonly key: string;
  readonly at: number;
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
    const open: Open[] = [];
    for (const log of logs) {
      const key = this.keyOf(log);
      const verdict = this.verdicts.get(key);
      if (verdict === undefined) open.push({ log, key, at: answers.length });
      answers.push(verdict ?? null);
    }
    this.counts.hits += logs.length - open.length;
    this.counts.misses += open.length;
    return open.length === 0 ? answers : this.complete(answers, open);
  }

  private async complete(answers: (Verdict | null)[], open: readonly Open[]): Promise<Verdicts> {
    this.ask(open);
    const verdicts = await Promise.all(open.map(async ({ key }) => this.pending.get(key)));
    open.forEach(({ at }, i) => (answers[at] = verdicts[i] ?? null));
    return answers;
  }

  /** Starts one call for the templates that nobody has asked about yet. */
  private ask(open: readonly Open[]): void {
    const unasked = new Map(open.filter(({ key }) => !this.pending.has(key)).map(({ key, log }) => [key, log]));
    if (unasked.size === 0) return;
    const keys = [...unasked.keys()];
    const call = this.remember(keys, [...unasked.values()]);
    keys.forEach((key, index) => {
      this.pending.set(
        key,
        call.then((verdicts) => verdicts[index] ?? null),
      );
    });
  }

  private async remember(keys: readonly string[], logs: readonly EnrichedLog[]): Promise<Verdicts> {
    try {
      const verdicts = await this.strategy.classify(logs);
      keys.forEach((key, index) => {
        const verdict = verdicts[index];
        if (verdict !== null && verdict !== undefined) this.verdicts.set(key, verdict);
      });
      return verdicts;
    } finally {
      for (const key of keys) this.pending.delete(key);
    }
  }
}
