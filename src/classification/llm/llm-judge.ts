import type { ClassifiedLog } from '../../core/log';
import type { Verdict } from '../../core/verdict';
import { raise } from '../classifier';
import type { AnswerReader } from './answer-reader';
import type { CircuitBreaker } from './circuit-breaker';
import { BYTES_A_TOKEN, estimatedTokens } from './estimated-tokens';
import type { LlmBudget, Reservation } from './llm-budget';
import type { Completion, LlmClient, TokenUsage } from './llm-client';
import { LlmError, type LlmFailure } from './llm-error';
import { LONGEST_QUESTION, type LlmPrompt } from './llm-prompt';
import type { Neighbour } from './neighbour-index';

/** How long nobody asks after a failure that only a person can repair. */
const MISCONFIGURED_PAUSE_MS = 10 * 60_000;
const NOTHING: TokenUsage = { promptTokens: 0, completionTokens: 0 };
/** What the server may have worked on, and bill, though it gave no count. */
const BILLED: ReadonlySet<LlmFailure> = new Set(['timeout', 'unusable']);

export interface LlmJudgeParts {
  readonly client: LlmClient;
  readonly prompt: LlmPrompt;
  readonly reader: AnswerReader;
  readonly budget: LlmBudget;
  readonly breaker: CircuitBreaker;
  /** Most tokens of one answer. */
  readonly maxTokens: number;
}

/** A verdict and what it took. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly usage: TokenUsage;
}

/** Why no call may be made now. */
export const OBSTACLES = ['breaker', 'tokens', 'cost'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** The right to make one call, for which the most that it can take is set aside. */
export interface Permit {
  /**
   * Asks what the log's template means. The answer may name the category better and raise the alarm, but never lower
   * the verdict that the log has.
   * @param neighbours what people said about logs that resemble it, nearest first
   * @throws LlmError
   */
  ask(log: ClassifiedLog, neighbours: readonly Neighbour[]): Promise<Judgement>;
  /** Gives everything back when the call was not made; nothing otherwise. */
  leave(): void;
}

/** Asks the LLM about one log at a time, within its budget, and only while it works. */
export class LlmJudge {
  /** The most that a call can take. */
  private readonly most: TokenUsage;

  constructor(private readonly parts: LlmJudgeParts) {
    const { prompt, maxTokens } = parts;
    const promptTokens = estimatedTokens(prompt.system) + Math.ceil(LONGEST_QUESTION / BYTES_A_TOKEN);
    this.most = { promptTokens, completionTokens: maxTokens };
  }

  /** Null when a call may be made. */
  get obstacle(): Obstacle | null {
    return this.parts.breaker.allows ? this.parts.budget.obstacle(this.most) : 'breaker';
  }

  /** To be called when there is no {@link obstacle}, and to be followed by {@link Permit.leave} in any case. */
  enter(): Permit {
    const { budget, breaker } = this.parts;
    breaker.enter();
    const reservation = budget.reserve(this.most);
    let open = true;
    return {
      ask: (log, neighbours) => {
        open = false;
        return this.ask(reservation, log, neighbours);
      },
      leave: () => {
        if (!open) return;
        open = false;
        breaker.leave();
        budget.settle(reservation, NOTHING);
      },
    };
  }

  private async ask(
    reservation: Reservation,
    log: ClassifiedLog,
    neighbours: readonly Neighbour[],
  ): Promise<Judgement> {
    const { client, prompt, reader, budget, breaker, maxTokens } = this.parts;
    const { system, schema } = prompt;
    const user = prompt.question(log, neighbours);
    let completion: Completion;
    try {
      completion = await client.complete({ system, user, schema, maxTokens });
    } catch (error) {
      const billed = error instanceof LlmError && BILLED.has(error.failure);
      const guess = { promptTokens: estimatedTokens(system + user), completionTokens: maxTokens };
      budget.settle(reservation, billed ? guess : NOTHING);
      this.note(error);
      throw error;
    }
    budget.settle(reservation, completion);
    breaker.succeeded();
    const verdict = raise(log.verdict, reader.read(completion, log.message));
    const { promptTokens, completionTokens } = completion;
    return { verdict, usage: { promptTokens, completionTokens } };
  }

  /** In the currency of the configured prices. */
  costOf(usage: TokenUsage): number {
    return this.parts.budget.cost(usage);
  }

  /**
   * Asks the server for its models, which costs nothing.
   * @throws LlmError when it does not answer, refuses the key or does not know the model
   */
  async probe(): Promise<void> {
    const { client, breaker } = this.parts;
    const { model, baseUrl, settings } = client.server;
    let models: readonly string[];
    try {
      models = await client.listModels();
    } catch (error) {
      if (error instanceof LlmError && error.failure === 'denied') breaker.openFor(MISCONFIGURED_PAUSE_MS);
      throw error;
    }
    // Ollama adds a tag, gateways put a path in front.
    if (models.some((name) => name === model || name === `${model}:latest` || name.endsWith(`/${model}`))) return;
    const offered = models.slice(0, 20).join(', ') || 'none';
    throw new LlmError(
      'no_model',
      `${baseUrl} does not offer the model "${model}". Providers retire models: set ${settings.model} to one of its ${String(models.length)} (${offered})`,
    );
  }

  private note(error: unknown): void {
    const { breaker } = this.parts;
    const failure = error instanceof LlmError ? error.failure : 'server_error';
    const retryAfterMs = error instanceof LlmError ? error.retryAfterMs : null;
    if (failure === 'denied' || failure === 'no_model') breaker.openFor(MISCONFIGURED_PAUSE_MS);
    // The server works; it is this one log that it cannot do.
    else if (failure === 'refused' || failure === 'unusable') breaker.succeeded();
    else if (retryAfterMs !== null) breaker.openFor(retryAfterMs);
    else breaker.failed();
  }
}
