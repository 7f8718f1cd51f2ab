import { InputError } from '../core/errors';
import type { PipelineRunner } from '../pipeline/runner';
import { openLogs, type Batch } from '../pipeline/step';
import type { Metrics } from '../observability/metrics';

const RETRY_AFTER_SECONDS = 1;

/**
 * The one door into the pipeline. It bounds the logs in work at once, and that bound is the only back-pressure
 * there is: a request that does not fit is refused, a source that can wait waits.
 */
export class Intake {
  private inFlight = 0;
  private draining = false;
  private readonly waiting: (() => void)[] = [];
  private readonly idle: (() => void)[] = [];

  constructor(
    private readonly runner: PipelineRunner,
    private readonly maxInFlight: number,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Runs a batch at once or not at all.
   * @throws InputError `busy` (HTTP 429) when too many logs are in work, `unavailable` while stopping.
   */
  async submit(batch: Batch): Promise<void> {
    if (this.draining) throw stopping();
    if (!this.fits(batch)) {
      throw new InputError(
        'busy',
        'too_many_logs_in_work',
        `${String(this.inFlight)} logs are in work and the limit is ${String(this.maxInFlight)}; try again in a moment`,
        [],
        RETRY_AFTER_SECONDS,
      );
    }
    await this.run(batch);
  }

  /** Runs a batch as soon as there is room, for sources that can wait. */
  async submitWhenFree(batch: Batch): Promise<void> {
    while (!this.draining && !this.fits(batch)) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.draining) throw stopping();
    await this.run(batch);
  }

  /** Takes nothing more and resolves when everything in work is done. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wake();
    if (this.inFlight > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** An empty intake takes a batch of any size: a batch larger than the bound must not wait for ever. */
  private fits(batch: Batch): boolean {
    return this.inFlight === 0 || this.inFlight + batch.entries.length <= this.maxInFlight;
  }

  private async run(batch: Batch): Promise<void> {
    this.move(batch.entries.length);
    const stopTimer = this.metrics.batchSeconds.startTimer();
    try {
      await this.runner.run(batch);
      this.count(batch);
    } finally {
      stopTimer();
      this.move(-batch.entries.length);
      this.wake();
      if (this.inFlight === 0) for (const resolve of this.idle.splice(0)) resolve();
    }
  }

  private move(logs: number): void {
    this.inFlight += logs;
    this.metrics.inFlight.set(this.inFlight);
  }

  private count(batch: Batch): void {
    this.metrics.countStored(openLogs(batch));
    for (const { outcome } of batch.entries) {
      if (outcome.kind !== 'reject') continue;
      this.metrics.failed.inc();
      this.metrics.deadLetters.inc({ stage: outcome.stage, code: outcome.error.code });
    }
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function stopping(): InputError {
  return new InputError('unavailable', 'stopping', 'the server is stopping', [], RETRY_AFTER_SECONDS);
}
