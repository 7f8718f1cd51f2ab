import { LRUCache } from 'lru-cache';
import { messageOf } from '../core/errors';
import { pause } from '../core/waiting';
import type { AlertEngine } from './alert-engine';
import type { Dispatcher } from './dispatcher';

const TURN_MS = 1_000;
/** A problem that lasts is not worth more than one line in this time. */
const WARN_EVERY_MS = 10 * 60_000;

export interface AlertWorkerOptions {
  readonly onWarn: (text: string) => void;
  /** Closes what only the worker needs. */
  readonly onStop: () => Promise<void>;
}

/** Runs engine and dispatcher beside ingestion, each at its own pace: a slow service must not keep alerts from moving. */
export class AlertWorker {
  private readonly stopping = new AbortController();
  private readonly warned = new LRUCache<string, true>({ max: 100, ttl: WARN_EVERY_MS });
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: AlertEngine,
    private readonly dispatcher: Dispatcher,
    private readonly options: AlertWorkerOptions,
  ) {}

  start(): void {
    this.running = Promise.all([
      this.repeat('alerts cannot be worked on now', () => this.engine.turn()),
      this.repeat('messages about alerts cannot be sent now', async () => {
        await this.dispatcher.turn();
        return false;
      }),
    ]);
  }

  /** Waits for calls in flight, which end by their own time limit. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.options.onStop();
  }

  /** `turn` says whether there may be more to do at once. */
  private async repeat(problem: string, turn: () => Promise<boolean>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const more = await turn().catch((error: unknown) => {
        this.warn(`${problem}: ${messageOf(error)}`);
        return false;
      });
      if (!more) await pause(TURN_MS, this.stopping.signal);
    }
  }

  private warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.set(text, true);
    this.options.onWarn(text);
  }
}
