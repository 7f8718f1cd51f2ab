import type { PendingRepository } from '../persistence/pending.repository';
import type { PendingRows } from './pending-rows';

const TEMPLATES_AT_ONCE = 100;
const LEASE_SECONDS = 60;

/**
 * Makes every log final that still waits for an LLM from the time when one was configured.
 * @returns the number of logs
 */
export async function keepLeftovers(
  pending: PendingRepository,
  rows: PendingRows,
  signal: AbortSignal,
): Promise<number> {
  let kept = 0;
  while (!signal.aborted) {
    const templates = await pending.claim(TEMPLATES_AT_ONCE, LEASE_SECONDS);
    if (templates.length === 0) break;
    for (const { formId } of templates) kept += await rows.keep(formId, 'switched_off');
  }
  return kept;
}
