import { LRUCache } from 'lru-cache';
import { messageOf } from '../core/errors';
import { pause } from '../core/waiting';

/** A problem that lasts is not worth more than one line in this time. */
const WARN_EVERY_MS = 10 * 60_000;

export interface RepeatedWorkOptions {
  /** Milliseconds from the end of one round to the next. */
  readonly everyMs: number;
  /** Told that a round has failed, the same thing not more often than every ten minutes; the next one comes all the same. */
  readonly onWarn: (text: string) => void;
}

/** Does the same thing again and again, one round at a time, until it is stopped. */
export class RepeatedWork {
  private readonly stopping = new AbortController();
  private readonly warned = new LRUCache<string, true>({ max: 100, ttl: WARN_EVERY_MS });
  private running: Promise<void> = Promise.resolve();

  constructor(
    /** One round; `true` when there may be more to do at once. */
    private readonly work: () => Promise<unknown>,
    private readonly options: RepeatedWorkOptions,
  ) {}

  start(): void {
    this.running = this.repeat();
  }

  /** Waits for the round that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async repeat(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const more: unknown = await this.work().catch((error: unknown) => {
        this.warn(messageOf(error));
        return false;
      });
      if (more !== true) await pause(this.options.everyMs, signal);
    }
  }

  private warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.set(text, true);
    this.options.onWarn(text);
  }
}
