import { CONTROL, INVISIBLE } from '../../core/invisible';
import { cleanText } from '../../core/text';

/** Spaces of other widths, which could spell something too. */
const SPACE = /[\p{Zs}\u2800]/gu;

/** What a person would see of a text, on one line, cut to `maxLength` UTF-16 code units. */
export function plainText(text: string, maxLength: number): string {
  // Cut first as well: no more than this is worth being looked at.
  const start = cleanText(text, maxLength * 4).text;
  return cleanText(start.replace(INVISIBLE, '').replace(CONTROL, ' ').replace(SPACE, ' '), maxLength).text.trim();
}
