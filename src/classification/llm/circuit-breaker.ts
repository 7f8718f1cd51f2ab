const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/**
 * Keeps a server that fails from being asked on and on (Nygard, "Release It!", circuit breaker): five failures in a
 * row open it for 30 s; then one call may try, and every further failure doubles the pause, up to ten minutes.
 */
export class CircuitBreaker {
  private failures = 0;
  /** Times it has opened since the last success. */
  private openings = 0;
  /** Epoch milliseconds; null while closed. */
  private openUntil: number | null = null;
  private trying = false;

  constructor(private readonly now: () => number) {}

  /** False while it is open, and while one call tries the server out: the others wait for its end. */
  get allows(): boolean {
    return this.openUntil === null || (!this.trying && this.now() >= this.openUntil);
  }

  /** To be called before a call, when {@link allows}; {@link succeeded}, {@link failed}, {@link openFor} or {@link leave} after it. */
  enter(): void {
    this.trying = this.openUntil !== null;
  }

  /** The call was not made after all. */
  leave(): void {
    this.trying = false;
  }

  succeeded(): void {
    this.failures = 0;
    this.openings = 0;
    this.openUntil = null;
    this.trying = false;
  }

  failed(): void {
    this.failures++;
    if (this.trying || this.failures >= FAILURES_TO_OPEN) {
      this.openFor(Math.min(FIRST_PAUSE_MS * 2 ** this.openings, LONGEST_PAUSE_MS));
      this.openings++;
    }
  }

  /** Opens at once, because the server said for how long, or because only a person can help. */
  openFor(ms: number): void {
    this.openUntil = Math.max(this.openUntil ?? 0, this.now() + ms);
    this.failures = 0;
    this.trying = false;
  }
}
