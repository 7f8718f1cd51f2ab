import type { EnrichedLog } from '../core/log';
import type { Stage, Verdict } from '../core/verdict';

/** One verdict a log, in the order of the logs; null leaves the log open for the next strategy. */
export type Verdicts = readonly (Verdict | null)[];

/** Changes verdicts whenever they come: at once, without a promise, when they are there. */
export function whenAnswered(
  answer: Verdicts | Promise<Verdicts>,
  change: (verdicts: Verdicts) => Verdicts,
): Verdicts | Promise<Verdicts> {
  return answer instanceof Promise ? answer.then(change) : change(answer);
}

/** One way of deciding what logs mean. Strategies are asked in order, each only for what is still open. */
export interface ClassificationStrategy {
  readonly stage: Stage;
  classify(logs: readonly EnrichedLog[]): Verdicts | Promise<Verdicts>;
}
