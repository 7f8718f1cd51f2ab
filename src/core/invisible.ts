/**
 * Characters that a person does not see but a program reads: format characters (zero width, direction, tags), private
 * characters, variation selectors and blank letters. Text hidden in them is a known way to smuggle instructions.
 */
export const INVISIBLE =
  /[\p{Cf}\p{Co}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFE00-\uFE0F\uFFA0\u{E0000}-\u{E01EF}]/gu;
/** Control characters and separators of lines, as many as stand together. */
export const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
