import { splitAtoms, type Atoms } from './atoms';
import { TYPED } from './placeholder';
import { isUnit } from './vocabulary';

/** Words of one value, at most. */
const MAX_WORDS = 40;
/** Words by which a message is told from others: what happened stands at its front, and the rest counts as one value. */
const TOLD_WORDS = 100;
/** Keys whose text says what happened. */
const TELLING_KEYS = new Set(['msg', 'message', 'error', 'err', 'event', 'reason', 'cause', 'exception']);
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

const PLAIN = new RegExp(`^${TYPED}$`);
/** What lists are made of: values of a type, perhaps with a name before them. */
const LISTED = new RegExp(TYPED);
const HOST = /[a-z].*\.|\..*[a-z]|^localhost$/i;
/** So many neighbours that look the same are a list; how long it is does not tell events apart. */
const PLAIN_LIST_LENGTH = 3;
const NAMED_LIST_LENGTH = 2;

/**
 * Takes a masked message, or a template, apart, and makes one word of the words of one value: what is in a value,
 * however many words it has, does not tell events apart.
 */
export function readAtoms(masked: string): Atoms {
  const atoms = splitAtoms(masked);
  if (/["'`]/.test(masked)) joinQuoted(atoms);
  if (masked.includes('=')) {
    joinBracketed(atoms);
    addEmptyValues(atoms);
  }
  joinLists(atoms);
  if (masked.includes('<NUM>')) joinNumbers(atoms);
  if (atoms.words.length > TOLD_WORDS) joinWords(atoms, TOLD_WORDS - 1, atoms.words.length - 1, 0);
  return atoms;
}

/** `"a:b"` is one value, and so is `tag="View Lock"`; quoted text of several words without a key is not. */
function joinQuoted(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 0; i < words.length; i++) {
    const gap = gaps[i] ?? '';
    const quote = gap.at(-1) ?? '';
    if (quote !== '"' && quote !== "'" && quote !== '`') continue;
    const ofKey = gap.at(-2) === '=' && !TELLING_KEYS.has((words[i - 1] ?? '').toLowerCase());
    for (let last = i; last < Math.min(words.length, i + MAX_WORDS); last++) {
      const behind = gaps[last + 1] ?? '';
      const close = behind.indexOf(quote);
      const inside = close < 0 ? behind : behind.slice(0, close);
      if (!ofKey && /\s/.test(inside)) break;
      if (close < 0) continue;
      if (last > i) joinWords(atoms, i, last, close);
      break;
    }
  }
}

/** `ws=WorkSource{10111}`, `acls=[a, b]`: the value ends with its bracket. */
function joinBracketed(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 1; i < words.length; i++) {
    const gap = gaps[i] ?? '';
    if (!/=\s*[[{(]?$/.test(gap) || TELLING_KEYS.has((words[i - 1] ?? '').toLowerCase())) continue;
    const inBracket = !/[=\s]$/.test(gap);
    const open = inBracket ? gap.slice(-1) : (gaps[i + 1] ?? '').charAt(0);
    const close = CLOSING[open];
    if (close === undefined) continue;
    const end = closingPlace(gaps, i + 1, open, close, inBracket ? 1 : 0);
    if (end !== null) joinWords(atoms, i, end.gap - 1, inBracket ? end.at : end.at + 1);
  }
}

/** Where the bracket closes that opens in the gap `first`, or before it when `depth` is 1. */
function closingPlace(
  gaps: readonly string[],
  first: number,
  open: string,
  close: string,
  depth: number,
): { readonly gap: number; readonly at: number } | null {
  for (const [i, text] of gaps.slice(first, first + MAX_WORDS).entries()) {
    for (let at = 0; at < text.length; at++) {
      if (text[at] === open) depth++;
      else if (text[at] === close && --depth === 0) return { gap: first + i, at };
    }
  }
  return null;
}

/** `logname= uid=0`: a key without a value has an empty one. */
function addEmptyValues({ words, gaps }: Atoms): void {
  for (let i = 1; i <= words.length; i++) {
    const gap = gaps[i] ?? '';
    const equals = gap.indexOf('=');
    if (equals < 0) continue;
    const rest = gap.slice(equals + 1);
    const nextIsKey = (gaps[i + 1] ?? '').startsWith('=') && /^\s+$/.test(rest);
    const quoted = rest.startsWith('""') || rest.startsWith("''");
    if (!nextIsKey && !quoted && !/^(?:[,;)\]}|]|\s*$)/.test(rest)) continue;
    if (!nextIsKey && !quoted && i < words.length && /^\s*$/.test(rest)) continue;
    const cut = equals + (quoted ? 2 : 1);
    gaps.splice(i, 1, gap.slice(0, cut), gap.slice(cut));
    words.splice(i, 0, '');
    i++;
  }
}

/** `<NUM> <NUM> <NUM>` and `blk_<NUM> blk_<NUM>`, with one and the same gap: a list is one word. */
function joinLists(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let first = 0; first < words.length; first++) {
    const word = words[first] ?? '';
    if (words[first + 1] !== word || !LISTED.test(word)) continue;
    const gap = gaps[first + 1];
    let last = first + 1;
    while (words[last + 1] === word && gaps[last + 1] === gap) last++;
    const length = last - first + 1;
    if (length < (PLAIN.test(word) ? PLAIN_LIST_LENGTH : NAMED_LIST_LENGTH)) continue;
    // A message that is cut may end in the midst of its list.
    if (last + 2 === words.length && gaps[last + 1] === gap && isCutOf(words[last + 1] ?? '', word)) last++;
    joinWords(atoms, first, last, 0);
  }
}

function isCutOf(end: string, word: string): boolean {
  const name = word.slice(0, word.indexOf('<'));
  return name !== '' && (end.startsWith(name) || name.startsWith(end));
}

/** `db.example.org:5432`, `2:9.0.1` and `5.2 KB` are one value each. */
function joinNumbers(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 0; i + 1 < words.length; i++) {
    while (gaps[i + 1] === ':' && isOneWithNext(words[i] ?? '', words[i + 1] ?? '')) joinWords(atoms, i, i + 1, 0);
    if (gaps[i + 1] !== ' ' || words[i] !== '<NUM>' || !isUnit((words[i + 1] ?? '').toLowerCase())) continue;
    joinWords(atoms, i, i + 1, 0);
    const gap = gaps[i] ?? '';
    // "<1 sec": less than that.
    if (!gap.endsWith(' <')) continue;
    gaps[i] = gap.slice(0, -1);
    words[i] = `<${words[i] ?? ''}`;
  }
}

/** Whether a colon joins two words: a host and its port, or parts that both vary. `index:<NUM>` is a key and its value. */
function isOneWithNext(word: string, next: string): boolean {
  if (next === '<NUM>' && HOST.test(word)) return true;
  return LISTED.test(word) && LISTED.test(next);
}

/**
 * Makes one word of several; `taken` characters of the gap behind the last one become part of it. A word that follows
 * without a gap then is part of it too, as it would be if the value were short.
 */
function joinWords({ words, gaps }: Atoms, first: number, last: number, taken: number): void {
  let joined = words[first] ?? '';
  for (let i = first + 1; i <= last; i++) joined += (gaps[i] ?? '') + (words[i] ?? '');
  const behind = gaps[last + 1] ?? '';
  joined += behind.slice(0, taken);
  let end = last + 1;
  let left = behind.slice(taken);
  while (left === '' && end < words.length) {
    joined += words[end] ?? '';
    left = gaps[++end] ?? '';
  }
  words.splice(first, end - first, joined);
  gaps.splice(first + 1, end - first, left);
}
