import { messageOf } from '../core/errors';
import { pause } from '../core/waiting';
import { SpacedWarnings } from './spaced-warnings';

export interface RepeatedWorkOptions {
  /** Milliseconds from the end of one round to the next. */
  readonly everyMs: number;
  /** Told that a round has failed, the same thing not more often than every ten minutes; the next one comes all the same. */
  readonly onWarn: (text: string) => void;
}

/** Does the same thing again and again, one round at a time, until it is stopped. */
export class RepeatedWork {
  private readonly stopping = new AbortController();
  private readonly warnings: SpacedWarnings;
  private running: Promise<void> = Promise.resolve();

  constructor(
    /** One round; `true` when there may be more to do at once. */
    private readonly work: () => Promise<unknown>,
    private readonly options: RepeatedWorkOptions,
  ) {
    this.warnings = new SpacedWarnings(options.onWarn);
  }

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
        this.warnings.warn(messageOf(error));
        return false;
      });
      if (more !== true) await pause(this.options.everyMs, signal);
    }
  }
}
