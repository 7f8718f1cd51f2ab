import { InputError } from '../core/errors';
import type { ClassifiedLog } from '../core/log';
import type { LogQuery, LogRepository } from './log.repository';

/** Few enough to hold, many enough that finding the place in the table again costs little. */
const LOGS_AT_ONCE = 5_000;
const RETRY_AFTER_SECONDS = 10;

/** Beyond which a walk stops. */
export interface WalkLimits {
  readonly logs: number;
  readonly ms: number;
}

/** How far a walk came. */
export interface Walked {
  readonly looked: number;
  /** Epoch milliseconds of arrival: how far back it has looked. */
  readonly from: number;
  /** Why it did not look back to the end: a limit, or enough seen; null when it did. */
  readonly cut: keyof WalkLimits | 'enough' | null;
}

/** Goes back through stored logs, newest first, one walk at a time: what people wait for must not wear the database out. */
export class LogWalk {
  private running = false;

  /** @param what is done on the way, in one word, for the error */
  constructor(
    private readonly logs: LogRepository,
    private readonly what: string,
  ) {}

  /**
   * @param visit takes the logs of a page; true when it has seen enough
   * @throws InputError when another walk is under way
   */
  async back(
    query: LogQuery & { readonly from: number },
    limits: WalkLimits,
    visit: (logs: readonly ClassifiedLog[]) => boolean,
  ): Promise<Walked> {
    if (this.running) {
      const detail = `another ${this.what} is running; they take ${String(limits.ms / 1000)} s at most`;
      throw new InputError('busy', `${this.what}_running`, detail, [], RETRY_AFTER_SECONDS);
    }
    this.running = true;
    try {
      return await this.go(query, limits, visit);
    } finally {
      this.running = false;
    }
  }

  private async go(
    query: LogQuery & { readonly from: number },
    limits: WalkLimits,
    visit: (logs: readonly ClassifiedLog[]) => boolean,
  ): Promise<Walked> {
    const until = performance.now() + limits.ms;
    let [looked, from, cursor]: [number, number, string | null] = [0, query.from, null];
    for (;;) {
      const page = await this.logs.page(query, cursor, Math.min(LOGS_AT_ONCE, limits.logs - looked));
      const enough = visit(page.logs);
      looked += page.logs.length;
      cursor = page.next;
      if (cursor === null) return { looked, from: query.from, cut: null };
      from = page.logs.at(-1)?.observedAt ?? from;
      if (looked >= limits.logs) return { looked, from, cut: 'logs' };
      if (enough) return { looked, from, cut: 'enough' };
      if (performance.now() >= until) return { looked, from, cut: 'ms' };
    }
  }
}
