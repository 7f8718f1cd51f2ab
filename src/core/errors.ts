/** Who must act, and how a protocol answers: the HTTP layer maps each kind to one status. */
export type InputErrorKind =
  'invalid' | 'unprocessable' | 'too_large' | 'unsupported' | 'not_found' | 'conflict' | 'busy' | 'unavailable';

/** One place in the input that is wrong. */
export interface InputIssue {
  /** JSON pointer, column name or row number. */
  readonly where: string;
  readonly detail: string;
}

/** The caller's mistake, or a limit they met: shown to them word for word, never logged as our failure. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly kind: InputErrorKind,
    /** Stable snake_case code. */
    readonly code: string,
    detail: string,
    readonly issues: readonly InputIssue[] = [],
    /** For `busy` and `unavailable`: when to come again, in seconds. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
