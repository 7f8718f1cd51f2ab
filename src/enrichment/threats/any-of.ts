/** The source of a group of alternatives that is too long for one line: each part holds some, parted by `|`. */
export function anyOf(...parts: readonly string[]): string {
  return `(?:${parts.join('|')})`;
}
