import type { Triage } from '../core/verdict';
import { ADVICE, DEFAULT_ADVICE, GENERAL_ADVICE } from './advice';

/** UTF-16 code units of a message in which cues are looked for. */
const SEARCHED_LENGTH = 2048;

/**
 * What to do about a log that a model classified: the first advice for its category whose cue occurs in the message,
 * else the general one for category and triage. Null only for `normal`. The same log always gets the same text.
 */
export function suggestionFor(category: string, triage: Triage, message: string): string | null {
  if (triage === 'normal') return null;
  const text = message.slice(0, SEARCHED_LENGTH);
  const advice = ADVICE.get(category)?.find(({ cue }) => cue.test(text));
  return advice?.text ?? DEFAULT_ADVICE.get(category)?.[triage] ?? GENERAL_ADVICE[triage];
}
