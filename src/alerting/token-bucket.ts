const MINUTE_MS = 60_000;

/** At most so many calls a minute, saved up for a minute: the token bucket of Turner (1986). */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number,
  ) {
    this.tokens = perMinute;
    this.filledAt = now();
  }

  /** Calls that may be made now. */
  get available(): number {
    const now = this.now();
    this.tokens = Math.min(this.perMinute, this.tokens + ((now - this.filledAt) * this.perMinute) / MINUTE_MS);
    this.filledAt = now;
    return Math.floor(this.tokens);
  }

  take(calls: number): void {
    this.tokens -= calls;
  }
}
