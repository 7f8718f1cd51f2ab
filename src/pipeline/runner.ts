import type { OutcomeKind } from '../core/outcome';
import { isOpen, type Batch, type Step } from './step';

/** Told about every step of every batch; the server counts, the CLI does not care. */
export interface StepObserver {
  /** `outcomes` counts the records that were open when the step began by what they are after it. */
  stepDone(step: string, seconds: number, outcomes: Readonly<Record<OutcomeKind, number>>): void;
}

/** Walks batches through the ordered list of steps. */
export class PipelineRunner {
  constructor(
    private readonly steps: readonly Step[],
    private readonly observer: StepObserver | null = null,
  ) {}

  /** Resolves when every step is done; rejects, with nothing committed, when one throws. */
  async run(batch: Batch): Promise<void> {
    for (const step of this.steps) {
      if (this.observer === null) await step(batch);
      else await this.observe(batch, step, this.observer);
    }
  }

  private async observe(batch: Batch, step: Step, observer: StepObserver): Promise<void> {
    const open = batch.entries.map(isOpen);
    const started = performance.now();
    const running = step(batch);
    if (running !== undefined) await running;
    const outcomes = { ok: 0, pending: 0, drop: 0, reject: 0 };
    batch.entries.forEach((entry, i) => {
      if (open[i] === true) outcomes[entry.outcome.kind]++;
    });
    observer.stepDone(step.name, (performance.now() - started) / 1000, outcomes);
  }
}
