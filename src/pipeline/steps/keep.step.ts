import type { Outcome } from '../../core/outcome';
import { isImportant } from '../../core/verdict';
import type { Step } from '../step';

/** Shared: one object for all records that are not kept. */
export const NOT_KEPT: Outcome = { kind: 'drop', reason: 'store_policy' };

/** Drops what the store policy of the batch does not keep. What waits for the LLM may still become important. */
export function keepStep(): Step {
  return function keep(batch) {
    if (batch.keep === 'all') return;
    for (const entry of batch.entries) {
      if (entry.outcome.kind === 'ok' && !isImportant(entry.log.verdict)) entry.outcome = NOT_KEPT;
    }
  };
}
