import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds, or until the signal, whichever comes first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Milliseconds to wait before the try after `attempt` (0 for the first): doubled each time, up to `longest`. */
export function growingDelay(attempt: number, first: number, longest: number): number {
  return Math.min(longest, first * 2 ** attempt);
}

/**
 * A random share of {@link growingDelay} ("full jitter"; M. Brooker, AWS Architecture Blog, 2015): those who failed
 * together do not come back together.
 */
export function jitteredDelay(attempt: number, first: number, longest: number): number {
  return Math.random() * growingDelay(attempt, first, longest);
}
