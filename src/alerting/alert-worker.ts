import type { AlertEngine } from './alert-engine';
import type { Dispatcher } from './dispatcher';
import { RepeatedWork } from '../observability/repeated-work';

const TURN_MS = 1_000;

export interface AlertWorkerOptions {
  readonly onWarn: (text: string) => void;
  /** Closes what only the worker needs. */
  readonly onStop: () => Promise<void>;
}

/** Runs engine and dispatcher beside ingestion, each at its own pace: a slow service must not keep alerts from moving. */
export class AlertWorker {
  private readonly work: readonly RepeatedWork[];

  constructor(
    engine: AlertEngine,
    dispatcher: Dispatcher,
    private readonly options: AlertWorkerOptions,
  ) {
    const repeated = (problem: string, turn: () => Promise<unknown>): RepeatedWork =>
      new RepeatedWork(turn, {
        everyMs: TURN_MS,
        onWarn: (text) => {
          options.onWarn(`${problem}: ${text}`);
        },
      });
    this.work = [
      repeated('alerts cannot be worked on now', () => engine.turn()),
      repeated('messages about alerts cannot be sent now', () => dispatcher.turn()),
    ];
  }

  start(): void {
    for (const work of this.work) work.start();
  }

  /** Waits for calls in flight, which end by their own time limit. */
  async stop(): Promise<void> {
    await Promise.all(this.work.map((work) => work.stop()));
    await this.options.onStop();
  }
}
