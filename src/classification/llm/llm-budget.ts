import type { TokenUsage } from './llm-client';

const MS_A_MINUTE = 60_000;
const MS_A_DAY = 86_400_000;

export interface LlmBudgetOptions {
  readonly tokensPerMinute: number;
  /** In the currency of the prices; 0 means no limit. */
  readonly costPerDay: number;
  /** Price of a million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
}

/** What is set aside for a call before it is known what it really takes. */
export interface Reservation extends TokenUsage {
  /** The UTC day it counts for, in days since 1970. */
  readonly day: number;
}

/**
 * What the LLM may still be asked: a token bucket that refills by the minute, and money by the UTC day. The most
 * that a call can take is reserved before it and settled with what it took. Kept in memory: every server has a
 * budget of its own, and a restart begins with a full one.
 */
export class LlmBudget {
  private tokens: number;
  /** Epoch milliseconds up to which the bucket has been refilled. */
  private refilledAt: number;
  private day: number;
  private spent = 0;

  constructor(
    private readonly options: LlmBudgetOptions,
    private readonly now: () => number,
  ) {
    this.tokens = options.tokensPerMinute;
    this.refilledAt = now();
    this.day = dayOf(now());
  }

  /** What keeps a call of at most this size from being made now; null when nothing does. */
  obstacle(most: TokenUsage): 'tokens' | 'cost' | null {
    this.advance();
    const { tokensPerMinute, costPerDay } = this.options;
    if (costPerDay > 0 && this.spent + this.cost(most) > costPerDay) return 'cost';
    // A call that is larger than the bucket is let through when the bucket is full, else it would wait for ever.
    return this.tokens < Math.min(total(most), tokensPerMinute) ? 'tokens' : null;
  }

  /** Takes the most that a call can cost out of the budget, whether it allows that or not. */
  reserve(most: TokenUsage): Reservation {
    this.advance();
    this.take(most);
    return { ...most, day: this.day };
  }

  /** Replaces what was reserved by what the call took. */
  settle(reservation: Reservation, used: TokenUsage): void {
    this.advance();
    this.tokens += total(reservation);
    if (reservation.day === this.day) this.spent -= this.cost(reservation);
    this.take(used);
  }

  /** In the currency of the prices. */
  cost({ promptTokens, completionTokens }: TokenUsage): number {
    return (promptTokens * this.options.inputPrice + completionTokens * this.options.outputPrice) / 1e6;
  }

  private take(usage: TokenUsage): void {
    this.tokens -= total(usage);
    this.spent += this.cost(usage);
  }

  private advance(): void {
    const now = this.now();
    const { tokensPerMinute } = this.options;
    const refill = ((now - this.refilledAt) / MS_A_MINUTE) * tokensPerMinute;
    // A clock that was set back refills nothing.
    this.tokens = Math.min(tokensPerMinute, this.tokens + Math.max(0, refill));
    this.refilledAt = now;
    if (dayOf(now) > this.day) {
      this.day = dayOf(now);
      this.spent = 0;
    }
  }
}

function total({ promptTokens, completionTokens }: TokenUsage): number {
  return promptTokens + completionTokens;
}

function dayOf(epochMs: number): number {
  return Math.floor(epochMs / MS_A_DAY);
}
