/** A record that could not be kept as a log, with the bytes that arrived and the reason. */
export interface DeadLetter {
  /** Where it came from, e.g. `http`, `job:<id>`, `kafka:raw-logs/3@1042`. */
  readonly origin: string;
  /** Exactly the bytes that arrived. */
  readonly raw: Buffer;
  /** Epoch milliseconds of arrival. */
  readonly observedAt: number;
  /** Pipeline step that refused it. */
  readonly stage: string;
  /** Stable snake_case code. */
  readonly code: string;
  readonly detail: string;
}
