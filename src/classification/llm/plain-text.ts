import { cleanText } from '../../core/text';

/**
 * Characters that a person does not see but a model reads: format characters (zero width, direction, tags),
 * private characters, variation selectors and blank letters. Text hidden in them is a known way to smuggle instructions.
 */
const INVISIBLE =
  /[\p{Cf}\p{Co}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFE00-\uFE0F\uFFA0\u{E0000}-\u{E01EF}]/gu;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Spaces of other widths, which could spell something too. */
const SPACE = /[\p{Zs}\u2800]/gu;

/** What a person would see of a text, on one line, cut to `maxLength` UTF-16 code units. */
export function plainText(text: string, maxLength: number): string {
  // Cut first as well: no more than this is worth being looked at.
  const start = cleanText(text, maxLength * 4).text;
  return cleanText(start.replace(INVISIBLE, '').replace(CONTROL, ' ').replace(SPACE, ' '), maxLength).text.trim();
}
