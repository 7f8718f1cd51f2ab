import type { Atoms } from './atoms';
import { PLACEHOLDER } from './placeholder';
import { cueOf, kindOf, type Cue, type WordKind } from './vocabulary';

/** From this weight on a word counts as a variable at first sight. */
export const CERTAIN = 1;

/**
 * How much one more word in a place speaks for the place being a variable: with 1/n, n different ones of that kind
 * settle it. Rows: what the words around promise; columns: what the word itself looks like. Names settle it soon,
 * the vocabulary of logging late, and grammar never.
 */
const WEIGHTS: Readonly<Record<Cue | 'value', Readonly<Record<Exclude<WordKind, 'grammar'> | 'symbol', number>>>> = {
  naming: { name: 1, symbol: 1, common: 1 / 4, prose: 1 / 12 },
  pointing: { name: 1, symbol: 1, common: 1 / 10, prose: 1 / 24 },
  placing: { name: 1 / 2, symbol: 1 / 2, common: 1 / 16, prose: 1 / 30 },
  value: { name: 1 / 2, symbol: 1 / 2, common: 1 / 10, prose: 1 / 20 },
  none: { name: 1 / 6, symbol: 1 / 3, common: 1 / 16, prose: 1 / 40 },
};

/** Quoted words are values more often than not. */
const PHRASE = 1 / 2;

/** Words from this weight on may vary in pairs. */
export const PAIRABLE = 1 / 6;

const IN_WORD = new RegExp(PLACEHOLDER);
/** Words that were joined, with what stood between them, are a value. */
const JOINED = /[\s,;:()[\]{}"`=|]/;
/** Signs that ordinary words do not have. */
const SIGNS = /[/\\@+#$%~&^\d]/;
const LETTER = /\p{L}/u;
const FILE_NAME =
  /^[\w.-]*\w\.(?:c|cc|cpp|h|hpp|py|js|ts|go|rs|rb|php|pl|sh|java|class|jar|so|dll|exe|sys|conf|cfg|ini|yaml|yml|json|xml|html?|css|csv|txt|log|md|pdf|docx?|xlsx?|zip|gz|tar|tgz|bz2|xz|rpm|deb|apk|img|iso|bin|dat|db|sql|sqlite|pid|lock|sock|service|socket|timer|plist|png|jpe?g|gif|tmp|bak|pem|crt|key)$/i;
const HOST_NAME =
  /^(?:[a-z0-9_-]+\.)+(?:com|net|org|edu|gov|mil|int|io|info|biz|local|localhost|localdomain|lan|internal|intranet|corp|arpa|cloud|(?:com?|net|org|ac|edu|gov)\.[a-z]{2})$/i;
const HEXADECIMAL = /^[a-f]{8,}$/i;
const DOTTED = /^[\w$-]+(?:\.[\w$-]+)+$/;
/** `com.example.Type`: three parts or more. */
const QUALIFIED = /^[A-Za-z_][\w$-]*(?:\.[\w$-]+){2,}$/;
/** `ExclusiveLock`: what only code writes. */
const CAMEL_CASE = /[a-z][A-Z]/;
const CAPITALS = /^[A-Z][A-Z_-]+$/;
/** A direction of an axis: `x+`. */
const AXIS = /^[a-z][-+]$/i;
/** `Fri Jun 17`, `PM`, `CEST`: parts of a date in words. */
const DATE_WORD =
  /^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t|tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|[AP]M|UTC|GMT|CES?T|E[SD]T|P[SD]T)$/;
/** What only values look like. */
const VALUES = [SIGNS, FILE_NAME, HOST_NAME, HEXADECIMAL, AXIS, DATE_WORD];
const BOOLEAN = /^(?:true|false)$/i;
const TRUTH = new Set(['true', 'false', 'yes', 'no', 'null', 'none', 'nil', 'undefined']);
/** `sshd[<NUM>]`, `Mail(<NUM>)`: a program and its process. */
const PROCESS = /^[[(]$/;
const OPENING = /["'`([{<|]\s*$/;
const CLOSING = /^\s*["'`)\]}>|]/;
/** `to spawn the instance`: a verb stands between. */
const DETERMINER = /^(?:the|an?|this|its|all|any)$/i;
const BLANK = /^\s+$/;

/** For every word, how much it speaks for its place being a variable: 0 never, {@link CERTAIN} at first sight. */
export function variabilities(atoms: Atoms): number[] {
  const { words } = atoms;
  const weights = words.map((_, i) => variability(atoms, i));
  // Something must be left to say what happened: without it, words are what it says.
  const says = words.some((word, i) => (weights[i] ?? 0) < CERTAIN && isTelling(word));
  return says ? weights : weights.map((weight, i) => (hasPlaceholder(words[i] ?? '') ? weight : 0));
}

/** Whether a word, when it is constant, says something. */
export function isTelling(word: string): boolean {
  return word.length > 1 && LETTER.test(word) && !hasPlaceholder(word);
}

function hasPlaceholder(word: string): boolean {
  return word.includes('<') && IN_WORD.test(word);
}

function variability({ words, gaps }: Atoms, i: number): number {
  const word = words[i] ?? '';
  const gap = gaps[i] ?? '';
  const next = gaps[i + 1] ?? '';
  if (hasPlaceholder(word)) return CERTAIN;
  if (isPhrase(word, gap, next)) return PHRASE;
  if (JOINED.test(word)) return CERTAIN;
  if (isValueOfKey(gap, words[i - 1]) || isQuoted(gap, next)) return CERTAIN;
  if (word === '' && gap.endsWith('[')) return CERTAIN;
  if (word === '' || !LETTER.test(word)) return SIGNS.test(word) ? CERTAIN : 0;
  if (VALUES.some((shape) => shape.test(word))) return CERTAIN;
  // What a message begins with is its subject: a setting or a function that it always speaks of.
  if (i > 0 && QUALIFIED.test(word)) return CERTAIN;
  const lower = word.toLowerCase();
  const before = i > 0 && BLANK.test(gap) ? (words[i - 1] ?? '').toLowerCase() : '';
  if (TRUTH.has(lower)) return isField(gap, next) || (BOOLEAN.test(word) && !BLANK.test(next)) ? CERTAIN : 1 / 2;
  const kind = kindOf(lower);
  // "state set to DOWN" names a state; "the link is down" says what happened.
  if (kind === 'grammar') return CAPITALS.test(word) && cueOf(before) !== 'none' ? WEIGHTS.placing.symbol : 0;
  if (isTransition(words, gaps, i) || isInTuple(words, gaps, i)) return CERTAIN;
  if (before === 'to' && DETERMINER.test(words[i + 1] ?? '')) return WEIGHTS.none.prose;
  const context = PROCESS.test(next) && words[i + 1] === '<NUM>' ? 'value' : contextOf(before, gap, next);
  return WEIGHTS[context][lookOf(word, kind, context, i > 0)];
}

/** A few words in quotes without a key: a name as a rule. */
function isPhrase(word: string, gap: string, next: string): boolean {
  const quote = gap.at(-1) ?? '';
  return '"\'`'.includes(quote) && next.startsWith(quote) && !gap.includes('=') && /\s/.test(word);
}

/** Enclosed by signs that part values: `|null|`, `(true)`, `state: none`. */
function isField(gap: string, next: string): boolean {
  return /[:=|,([]\s*$/.test(gap) && /^\s*(?:[,;)\]}|]|$)/.test(next);
}

/** `=` before it, perhaps with spaces and an opening quote or bracket between, and a key before that. */
function isValueOfKey(gap: string, key: string | undefined): boolean {
  return key !== undefined && /^["')\]]?\s*=\s*["'[({]?$/.test(gap) && isTelling(key);
}

/** One word in quotes that is no key of a JSON object. */
function isQuoted(gap: string, next: string): boolean {
  const quote = gap.at(-1) ?? '';
  if (quote !== '"' && quote !== "'" && quote !== '`') return false;
  return next.startsWith(quote) && next.charAt(1) !== ':';
}

/** `from NEW to RUNNING`: both are states. */
function isTransition(words: readonly string[], gaps: readonly string[], i: number): boolean {
  const from = words[i - 1] === 'from' ? i - 1 : words[i - 3] === 'from' ? i - 3 : -1;
  return from >= 0 && words[from + 2] === 'to' && gaps.slice(from + 1, from + 4).every((gap) => BLANK.test(gap));
}

/** `orders,<HEX>,<NUM>`: after a comma of prose comes a space. */
function isInTuple(words: readonly string[], gaps: readonly string[], i: number): boolean {
  if (/^\s*[=:]/.test(gaps[i + 1] ?? '')) return false;
  const [before = '', behind = ''] = [words[i - 1], words[i + 1]];
  return (gaps[i] === ',' && hasPlaceholder(before)) || (gaps[i + 1] === ',' && hasPlaceholder(behind));
}

function contextOf(before: string, gap: string, next: string): keyof typeof WEIGHTS {
  const cue = before === '' ? 'none' : cueOf(before);
  if (cue !== 'none') return cue;
  const enclosed = OPENING.test(gap) && CLOSING.test(next);
  const described = /^[:|]/.test(gap) && /^(?:[,;)\]}|]|\s*$)/.test(next);
  return enclosed || described ? 'value' : 'none';
}

function lookOf(
  word: string,
  kind: Exclude<WordKind, 'grammar'>,
  context: keyof typeof WEIGHTS,
  inside: boolean,
): 'symbol' | typeof kind {
  if (DOTTED.test(word)) return /[A-Z]/.test(word) ? 'symbol' : 'name';
  if (CAPITALS.test(word)) return kind === 'common' && context === 'none' ? kind : 'symbol';
  return kind === 'name' && inside && CAMEL_CASE.test(word) ? 'symbol' : kind;
}
