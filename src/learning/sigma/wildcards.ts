import { escapeRegex } from '../../core/text';

/** One piece of a Sigma text: characters as they are, any text (`*`), or any one character (`?`). */
export type Piece = { readonly text: string } | '*' | '?';

/**
 * Reads the wildcards of a Sigma text. A backslash takes the meaning from a wildcard or a backslash behind it, and is
 * itself anywhere else.
 */
export function readWildcards(value: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === '\\' && '\\*?'.includes(value.charAt(i + 1)) && i + 1 < value.length) {
      text += value.charAt(++i);
    } else if (char === '*' || char === '?') {
      if (text !== '') pieces.push({ text });
      text = '';
      // Two in a row say what one says.
      if (char === '?' || pieces.at(-1) !== '*') pieces.push(char);
    } else {
      text += char;
    }
  }
  if (text !== '') pieces.push({ text });
  return pieces;
}

/** The pieces with any text before or behind them. */
export function widened(pieces: readonly Piece[], before: boolean, behind: boolean): Piece[] {
  const list = [...pieces];
  if (before && list[0] !== '*') list.unshift('*');
  if (behind && list.at(-1) !== '*') list.push('*');
  return list;
}

/** The pieces in RE2 syntax, where `char` is one character of what they are looked for in. */
export function piecesPattern(pieces: readonly Piece[], char: string): string {
  return pieces.map((piece) => (piece === '*' ? `${char}*` : piece === '?' ? char : escapeRegex(piece.text))).join('');
}
