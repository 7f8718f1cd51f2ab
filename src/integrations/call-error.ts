import type { DeliveryOutcome } from '../core/alert';
import { messageOf } from '../core/errors';
import type { HttpAnswer } from './http-call';

export type Failure = Exclude<DeliveryOutcome, { readonly kind: 'delivered' }>;

/** A call that did not do what it should, and what that means for the message. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    readonly outcome: Failure,
    /** Null when there was none. */
    readonly answer: HttpAnswer | null = null,
  ) {
    super(outcome.reason);
  }

  /** True when the service has answered with this status. */
  hasStatus(status: number): boolean {
    return this.answer?.status === status;
  }
}

/**
 * Runs the calls of one delivery and turns whatever they throw into an outcome. An error nobody has foreseen ends the
 * delivery: repeated blindly, it could tell people the same thing all day.
 */
export async function outcomeOf(deliver: () => Promise<DeliveryOutcome>): Promise<DeliveryOutcome> {
  try {
    return await deliver();
  } catch (error) {
    if (error instanceof CallError) return error.outcome;
    return { kind: 'dead', reason: `cannot be sent: ${messageOf(error)}` };
  }
}
