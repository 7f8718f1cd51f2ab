import type { ClassifiedLog } from '../core/log';
import { worseTriage, type Verdict } from '../core/verdict';
import type { ClassificationStrategy, Verdicts } from './strategy';

/** What to do with a model's answer that is below the confidence threshold. */
export interface ConfidencePolicy {
  /** 0..1; a model verdict at or above it is settled. */
  readonly minConfidence: number;
  /** What stands when nobody can do better: the guess, or an honest `Unclassified`. */
  readonly lowConfidence: 'guess' | 'unclassified';
  /** True when an LLM may still answer: the log is then stored as `pending`. */
  readonly llmPending: boolean;
}

/** Asks the strategies in order, each only for the logs that are still open; the fallback answers the rest. */
export class Classifier {
  constructor(
    private readonly strategies: readonly ClassificationStrategy[],
    private readonly fallback: ClassificationStrategy,
    private readonly policy: ConfidencePolicy,
  ) {}

  /** Writes verdict and status into every log. Synchronous when every strategy answers at once. */
  classify(logs: readonly ClassifiedLog[]): void | Promise<void> {
    return this.askFrom(0, logs, new Map());
  }

  /** Goes on without a promise as long as strategies answer synchronously: most batches are all cached. */
  private askFrom(
    first: number,
    logs: readonly ClassifiedLog[],
    guesses: Map<ClassifiedLog, Verdict>,
  ): void | Promise<void> {
    let open = logs;
    for (let i = first; i < this.strategies.length && open.length > 0; i++) {
      const strategy = this.strategies[i];
      if (strategy === undefined) break;
      const asked = open;
      const answer = strategy.classify(asked);
      if (answer instanceof Promise) {
        return answer.then((verdicts) => this.askFrom(i + 1, this.settle(asked, verdicts, guesses), guesses));
      }
      open = this.settle(asked, answer, guesses);
    }
    return this.finish(open, guesses);
  }

  /**
   * Takes the verdicts and returns the logs that stay open. A rule or the LLM has the last word; the model has it when
   * it is confident, and otherwise its answer is kept as a guess.
   */
  private settle(
    asked: readonly ClassifiedLog[],
    verdicts: Verdicts,
    guesses: Map<ClassifiedLog, Verdict>,
  ): readonly ClassifiedLog[] {
    const open: ClassifiedLog[] = [];
    asked.forEach((log, i) => {
      const verdict = verdicts[i] ?? null;
      if (verdict === null) {
        open.push(log);
      } else if (verdict.decidedBy !== 'bert' || verdict.confidence >= this.policy.minConfidence) {
        const guess = guesses.get(log);
        log.verdict = guess === undefined ? verdict : raise(guess, verdict);
        log.status = 'final';
      } else {
        guesses.set(log, verdict);
        open.push(log);
      }
    });
    return open;
  }

  private finish(open: readonly ClassifiedLog[], guesses: ReadonlyMap<ClassifiedLog, Verdict>): void | Promise<void> {
    const keepGuess = this.policy.lowConfidence === 'guess' || this.policy.llmPending;
    const rest: ClassifiedLog[] = [];
    for (const log of open) {
      const guess = guesses.get(log);
      if (guess !== undefined && keepGuess) log.verdict = guess;
      else rest.push(log);
      log.status = this.policy.llmPending ? 'pending' : 'final';
    }
    if (rest.length === 0) return;
    const answer = this.fallback.classify(rest);
    if (answer instanceof Promise) {
      return answer.then((verdicts) => {
        write(rest, verdicts);
      });
    }
    write(rest, answer);
  }
}

function write(logs: readonly ClassifiedLog[], verdicts: Verdicts): void {
  logs.forEach((log, i) => {
    const verdict = verdicts[i];
    if (verdict === undefined || verdict === null) throw new Error('the fallback must answer every log');
    log.verdict = verdict;
  });
}

/** A later stage may name the category better and raise the alarm, but never lower what an earlier one saw. */
export function raise(earlier: Verdict, later: Verdict): Verdict {
  return {
    ...later,
    severity: Math.max(earlier.severity, later.severity),
    triage: worseTriage(earlier.triage, later.triage),
    suggestion: later.suggestion ?? earlier.suggestion,
  };
}
