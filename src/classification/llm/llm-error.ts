import type { TokenUsage } from './llm-client';

/**
 * Why there is no verdict:
 * - `unreachable`, `timeout`, `server_error`: the server is away, slow or broken;
 * - `rate_limited`: it asks for patience;
 * - `denied`, `no_model`: key, quota, model or address are wrong, and stay wrong until somebody changes them;
 * - `refused`: it does not take this request;
 * - `unusable`: it answered, but not with a verdict.
 */
export type LlmFailure =
  'unreachable' | 'timeout' | 'server_error' | 'rate_limited' | 'denied' | 'no_model' | 'refused' | 'unusable';

/** A question that the LLM did not answer. The message is for the administrator and never holds a key. */
export class LlmError extends Error {
  override readonly name = 'LlmError';

  constructor(
    readonly failure: LlmFailure,
    message: string,
    /** How long the server wants to be left alone. */
    readonly retryAfterMs: number | null = null,
    /** Tokens that the server counted all the same. */
    readonly usage: TokenUsage | null = null,
  ) {
    super(message);
  }
}
