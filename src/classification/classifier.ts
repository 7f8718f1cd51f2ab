import type { ClassifiedLog } from '../core/log';
import { worseTriage, type Verdict } from '../core/verdict';
import type { FallbackStrategy } from './fallback.strategy';
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
    private readonly fallback: FallbackStrategy,
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
    this.finish(open, guesses);
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
        const local = guesses.get(log) ?? this.lookAt(log, verdict);
        log.verdict = local === null ? verdict : raise(local, verdict);
        log.status = 'final';
      } else {
        guesses.set(log, verdict);
        open.push(log);
      }
    });
    return open;
  }

  /**
   * How bad a log looks that the LLM answers and the model does not: the LLM has seen another log of the template, which
   * may have had a milder level.
   */
  private lookAt(log: ClassifiedLog, { decidedBy }: Verdict): Verdict | null {
    return decidedBy === 'llm' ? (this.fallback.classify([log])[0] ?? null) : null;
  }

  private finish(open: readonly ClassifiedLog[], guesses: ReadonlyMap<ClassifiedLog, Verdict>): void {
    const keepGuess = this.policy.lowConfidence === 'guess' || this.policy.llmPending;
    const rest: ClassifiedLog[] = [];
    for (const log of open) {
      const guess = guesses.get(log);
      if (guess !== undefined && keepGuess) log.verdict = guess;
      else rest.push(log);
      log.status = this.policy.llmPending ? 'pending' : 'final';
    }
    const verdicts = this.fallback.classify(rest);
    rest.forEach((log, i) => {
      const verdict = verdicts[i];
      if (verdict === undefined) throw new Error('the fallback must answer every log');
      log.verdict = verdict;
    });
  }
}

/** A later stage may name the category better and raise the alarm, but never lower what an earlier one saw. */
export function raise(earlier: Verdict, later: Verdict): Verdict {
  const triage = worseTriage(earlier.triage, later.triage);
  // Advice on a milder case than this one is worse than what is there.
  const [first, second] = triage === later.triage ? [later, earlier] : [earlier, later];
  return {
    ...later,
    severity: Math.max(earlier.severity, later.severity),
    triage,
    suggestion: first.suggestion ?? second.suggestion,
  };
}
