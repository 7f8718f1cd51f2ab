/** Why one record could not be kept; it names the thing and the limit, for a person to read. */
export interface RecordError {
  /** Stable snake_case code, e.g. `line_too_deep`. */
  readonly code: string;
  readonly detail: string;
}

/** What has become of one record so far. Only `ok` and `pending` go on to the next step. */
export type Outcome =
  | { readonly kind: 'ok' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'reject'; readonly stage: string; readonly error: RecordError };

export type OutcomeKind = Outcome['kind'];

// Shared: one object for all records, because batches hold thousands.
export const OK: Outcome = { kind: 'ok' };
export const PENDING: Outcome = { kind: 'pending' };

export function reject(stage: string, code: string, detail: string): Outcome {
  return { kind: 'reject', stage, error: { code, detail } };
}
