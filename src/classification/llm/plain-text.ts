import { cleanText } from '../../core/text';

/**
 * Characters that a person does not see but a model reads: format characters (zero width, direction, tags),
 * variation selectors and blank letters. Text hidden in them is a known way to smuggle instructions.
 */
const INVISIBLE = /[\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFE00-\uFE0F\uFFA0\u{E0000}-\u{E01EF}]/gu;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** What a person would see of a text, on one line, cut to `maxLength` UTF-16 code units. */
export function plainText(text: string, maxLength: number): string {
  // Cut first as well: no more than this is worth being looked at.
  const start = cleanText(text, maxLength * 4).text;
  return cleanText(start.replace(INVISIBLE, '').replace(CONTROL, ' '), maxLength).text.trim();
}
