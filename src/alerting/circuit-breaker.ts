/** Failures in a row that open it. */
const IN_A_ROW = 5;
/** Or this share of at least so many calls within so long. */
const FAILED_SHARE = 0.5;
const JUDGED_CALLS = 10;
const JUDGED_MS = 60_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** `open`: no calls; `half-open`: one call to see whether the target is back. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Keeps calls from a target that does not answer. It delays them; it never drops any. */
export class CircuitBreaker {
  private calls: { readonly at: number; readonly failed: boolean }[] = [];
  private inARow = 0;
  private openings = 0;
  private opensUntil: number | null = null;
  private probing = false;

  constructor(private readonly now: () => number) {}

  get state(): BreakerState {
    if (this.opensUntil === null) return 'closed';
    return this.now() < this.opensUntil ? 'open' : 'half-open';
  }

  /** How many calls may be made at once: none, one, or any number. */
  get allowed(): number {
    const { state } = this;
    if (state === 'closed') return Number.POSITIVE_INFINITY;
    return state === 'half-open' && !this.probing ? 1 : 0;
  }

  /** Say it before a call. */
  enter(): void {
    if (this.state === 'half-open') this.probing = true;
  }

  /** Say it after each call that was entered. An answer that refuses the message is no failure of the target. */
  leave(failed: boolean): void {
    const now = this.now();
    this.probing = false;
    this.calls = [...this.calls.filter(({ at }) => now - at < JUDGED_MS), { at: now, failed }];
    this.inARow = failed ? this.inARow + 1 : 0;
    if (!failed) {
      if (this.opensUntil !== null) this.calls = [];
      this.opensUntil = null;
      this.openings = 0;
      return;
    }
    const bad = this.calls.filter((call) => call.failed).length;
    const mostFail = this.calls.length >= JUDGED_CALLS && bad / this.calls.length >= FAILED_SHARE;
    if (this.opensUntil === null && this.inARow < IN_A_ROW && !mostFail) return;
    this.opensUntil = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.openings);
    this.openings++;
  }
}
