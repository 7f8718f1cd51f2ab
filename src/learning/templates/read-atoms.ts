import { splitAtoms, type Atoms } from './atoms';
import { TYPED } from './placeholder';
import { isUnit, kindOf } from './vocabulary';

/** Words of one value, at most. */
const MAX_WORDS = 40;
/** Words by which a message is told from others: what happened stands at its front, and the rest counts as one value. */
const TOLD_WORDS = 100;
/** Keys whose text says what happened. */
const TELLING_KEYS = new Set(['msg', 'message', 'event']);
/** Keys whose text says it where no telling key does. */
const REASON_KEYS = new Set(['error', 'err', 'reason', 'cause', 'exception']);
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

const PLAIN = new RegExp(`^${TYPED}$`);
/** What lists are made of: values of a type, perhaps with a name before them. */
const LISTED = new RegExp(TYPED);
/** `3` or `1-3`, as the mask leaves it. */
const RANGE = /^<NUM>(?:-?<NUM>)?$/;
const PREPOSITION = /^(?:to|from|at|by|for|via|on)$/i;
const HOST = /[a-z].*\.|\..*[a-z]|^localhost$/i;
/** Words in quotes that are a name; more are a sentence, which tells what happened. */
const PHRASE_WORDS = 6;
const REQUESTED = /<(?:PATH|URL)>/;
/** `msg="` or `"msg":"`: something else than the error tells what happened. */
const TELLING_PAIR = /\b(?:msg|message|event)"?[=:]/i;
/** A byte or word of memory, as the mask leaves it, and how many in a row are a dump. */
const BYTE = /^(?:[a-f]|<(?:NUM|HEX)>)+$/i;
const DUMP_LENGTH = 4;
/** Hexadecimal numbers may have decimal digits only. */
const COUNTED = /^<(?:NUM|HEX)>$/;

/**
 * Takes a masked message, or a template, apart, and makes one word of the words of one value: what is in a value,
 * however many words it has, does not tell events apart.
 */
export function readAtoms(masked: string): Atoms {
  const atoms = splitAtoms(masked);
  const isTold = keyTest(masked);
  if (/["'`]/.test(masked)) {
    joinQuoted(atoms, isTold);
    joinPhrases(atoms, isTold);
  }
  if (masked.includes('=')) {
    joinBracketed(atoms, isTold);
    addEmptyValues(atoms);
  }
  if (masked.includes('[')) {
    joinEnumerated(atoms);
    joinNodeLists(atoms);
  }
  joinLists(atoms);
  if (masked.includes('<NUM>')) joinNumbers(atoms);
  if (atoms.words.length > TOLD_WORDS) joinWords(atoms, TOLD_WORDS - 1, atoms.words.length - 1, 0);
  return atoms;
}

/** Whether the value of a key says what happened: no value is made of it then, because its words tell events apart. */
function keyTest(masked: string): (key: string) => boolean {
  const isTold = TELLING_PAIR.test(masked);
  return (key) => TELLING_KEYS.has(key.toLowerCase()) || (!isTold && REASON_KEYS.has(key.toLowerCase()));
}

/** `"a:b"` is one value, and so is `tag="View Lock"`. */
function joinQuoted(atoms: Atoms, isTold: (key: string) => boolean): void {
  const { words, gaps } = atoms;
  for (let i = 0; i < words.length; i++) {
    const gap = gaps[i] ?? '';
    const quote = gap.at(-1) ?? '';
    if (quote !== '"' && quote !== "'" && quote !== '`') continue;
    const ofKey = gap.at(-2) === '=' && !isTold(words[i - 1] ?? '');
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

/** `context "Tuple sort"`: a few words in quotes are one name, unless they are a request or what the message begins with. */
function joinPhrases(atoms: Atoms, isTold: (key: string) => boolean): void {
  const { words, gaps } = atoms;
  for (let i = 1; i < words.length; i++) {
    const opening = /(?:^|[\s([:=,])(["'`])$/.exec(gaps[i] ?? '');
    const quote = opening?.[1];
    if (quote === undefined || (/[:=]\s*.$/.test(gaps[i] ?? '') && isTold(words[i - 1] ?? ''))) continue;
    for (let last = i; last < Math.min(words.length, i + PHRASE_WORDS); last++) {
      if (REQUESTED.test(words[last] ?? '') || (last > i && gaps[last] !== ' ')) break;
      const close = (gaps[last + 1] ?? '').search(/["'`]/);
      if (close < 0) continue;
      if (last > i && gaps[last + 1]?.[close] === quote) joinWords(atoms, i, last, close);
      break;
    }
  }
}

/** `ws=WorkSource{10111}`, `acls=[a, b]`: the value ends with its bracket. */
function joinBracketed(atoms: Atoms, isTold: (key: string) => boolean): void {
  const { words, gaps } = atoms;
  for (let i = 1; i < words.length; i++) {
    const gap = gaps[i] ?? '';
    if (!/=\s*[[{(]?$/.test(gap) || isTold(words[i - 1] ?? '')) continue;
    const inBracket = !/[=\s]$/.test(gap);
    const open = inBracket ? gap.slice(-1) : (gaps[i + 1] ?? '').charAt(0);
    const close = CLOSING[open];
    if (close === undefined) continue;
    const end = closingPlace(gaps, i + 1, open, close, inBracket ? 1 : 0);
    if (end !== null) joinWords(atoms, i, end.gap - 1, inBracket ? end.at : end.at + 1);
  }
}

/** `beans [a, b]` and `beans []`: names that are listed are one value, however many there are. */
function joinEnumerated(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 1; i <= words.length; i++) {
    const gap = gaps[i] ?? '';
    const empty = gap.search(/(?<=\s)\[\]/);
    if (empty >= 0) {
      gaps.splice(i, 1, gap.slice(0, empty + 1), gap.slice(empty + 1));
      words.splice(i, 0, '');
      continue;
    }
    if (!/\s\[$/.test(gap)) continue;
    let last = i;
    while (last < i + MAX_WORDS && /^,\s*$/.test(gaps[last + 1] ?? '')) last++;
    if (last > i && gaps[last + 1]?.startsWith(']') === true) joinWords(atoms, i, last, 0);
  }
}

/** `node-[<NUM>-<NUM>,<NUM>]`: members of one name. `sshd[<NUM>]` is a name and a number. */
function joinNodeLists(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 1; i < words.length; i++) {
    if (gaps[i] !== '[') continue;
    const last = endOfRun(atoms, i, ',', (next) => RANGE.test(next));
    const members = words.slice(i, last + 1);
    const isList = members.length > 1 || members[0] !== '<NUM>' || (words[i - 1] ?? '').endsWith('-');
    if (!isList || !members.every((word) => RANGE.test(word)) || gaps[last + 1]?.startsWith(']') !== true) continue;
    joinWords(atoms, i - 1, last, 1);
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

/** `<NUM> <NUM> <HEX>` and `blk_<NUM> blk_<NUM>`, with one and the same gap, or a dump: a list is one word. */
function joinLists(atoms: Atoms): void {
  const { words } = atoms;
  for (let first = 0; first + 1 < words.length; first++) {
    const dump = endOfRun(atoms, first, ' ', (next) => BYTE.test(next));
    if (BYTE.test(words[first] ?? '') && dump - first >= DUMP_LENGTH - 1) joinWords(atoms, first, dump, 0);
    else joinListAt(atoms, first);
  }
}

function joinListAt(atoms: Atoms, first: number): void {
  const { words, gaps } = atoms;
  const word = words[first] ?? '';
  if (!LISTED.test(word)) return;
  const gap = gaps[first + 1] ?? '';
  if (/[()[\]{}"'`]/.test(gap)) return;
  const last = endOfRun(atoms, first, gap, (next) => next === word || (COUNTED.test(word) && COUNTED.test(next)));
  if (last === first || (last === first + 1 && PLAIN.test(word) && !isPairList(gaps, first))) return;
  // A message that is cut may end in the midst of its list.
  const isCut = last + 2 === words.length && gaps[last + 1] === gap && isCutOf(words[last + 1] ?? '', word);
  joinWords(atoms, first, isCut ? last + 1 : last, 0);
}

/** The last of the words behind `first` that belong to it, all with the same gap. */
function endOfRun({ words, gaps }: Atoms, first: number, gap: string, belongs: (next: string) => boolean): number {
  let last = first;
  while (gaps[last + 1] === gap && belongs(words[last + 1] ?? '')) last++;
  return last;
}

/** Two values are a list where nothing else stands beside them: `(<NUM> <NUM>)`, `registers: <HEX> <HEX>`. */
function isPairList(gaps: readonly string[], first: number): boolean {
  const [before = '', between = '', behind = ''] = gaps.slice(first, first + 3);
  return /[[({:]\s*$/.test(before) && /^(?: |, ?)$/.test(between) && /^(?:[\])}]|\W*$)/.test(behind);
}

function isCutOf(end: string, word: string): boolean {
  const name = word.slice(0, word.indexOf('<'));
  return name !== '' && (end.startsWith(name) || name.startsWith(end));
}

/** `db.example.org:5432`, `2:9.0.1` and `5.2 KB` are one value each. */
function joinNumbers(atoms: Atoms): void {
  const { words, gaps } = atoms;
  for (let i = 0; i + 1 < words.length; i++) {
    while (gaps[i + 1] === ':' && isOneWithNext(atoms, i)) joinWords(atoms, i, i + 1, 0);
    if (gaps[i + 1] !== ' ' || words[i] !== '<NUM>' || !isUnit((words[i + 1] ?? '').toLowerCase())) continue;
    joinWords(atoms, i, i + 1, 0);
    const gap = gaps[i] ?? '';
    // "<1 sec": less than that.
    if (!gap.endsWith(' <')) continue;
    gaps[i] = gap.slice(0, -1);
    words[i] = `<${words[i] ?? ''}`;
  }
}

/** Whether a colon joins a word to the next: a host to its port, or parts that both vary. `index:<NUM>` is a key. */
function isOneWithNext({ words, gaps }: Atoms, i: number): boolean {
  const [word = '', next = ''] = [words[i], words[i + 1]];
  if (!LISTED.test(next)) return false;
  if (LISTED.test(word) || (next === '<NUM>' && HOST.test(word))) return true;
  // "to orders:5432": behind a preposition stands a name, not a key.
  return gaps[i] === ' ' && PREPOSITION.test(words[i - 1] ?? '') && kindOf(word.toLowerCase()) !== 'grammar';
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
