import type { RegexNode } from './regex-syntax';

/** Shorter texts are in too many lines to be worth looking for. */
const MIN_LENGTH = 3;
/** More characters than this hardly tell more lines apart; any part of a required text is required too. */
const MAX_LENGTH = 16;
/** Spellings followed through a run of optional and alternative parts. */
const MAX_SPELLINGS = 32;
/** Alternatives of which one must occur. */
const MAX_LITERALS = 128;
/** Copies of a repeated part that are spelled out. */
const MAX_COPIES = 3;

/** What is known of the texts that a part of a pattern matches. */
interface Knowledge {
  /** All texts it can match, or null when they are too many or unknown. */
  readonly exact: readonly string[] | null;
  /** Texts of which every match holds at least one, or null when none are known. */
  readonly required: readonly string[] | null;
}

const UNKNOWN: Knowledge = { exact: null, required: null };
const EMPTY: Knowledge = { exact: [''], required: null };

/**
 * The literals, lower case, of which every text that the pattern matches holds at least one; null when there are
 * none of at least three characters. They may be too few to accept a text but never reject one: after R. Cox,
 * "Regular Expression Matching with a Trigram Index" (2012), with whole literals in place of trigrams.
 */
export function requiredLiterals(node: RegexNode): readonly string[] | null {
  const best = strongest(analyse(node));
  if (best === null) return null;
  const literals = unique(best.map((literal) => literal.slice(0, MAX_LENGTH)));
  // Where a literal occurs, those inside it occur too.
  return literals.filter((literal) => !literals.some((other) => other !== literal && literal.includes(other)));
}

/** The longest part of a text that the search for literals finds in every case variant; empty when there is none. */
export function literalIn(text: string): string {
  let longest = '';
  let run = '';
  for (const char of text) {
    const folded = fold(char);
    run = folded === null ? '' : run + folded;
    if (run.length > longest.length) longest = run;
  }
  return longest.slice(0, MAX_LENGTH);
}

function analyse(node: RegexNode): Knowledge {
  switch (node.kind) {
    case 'class':
      return UNKNOWN;
    case 'assertion':
      return EMPTY;
    case 'char': {
      const folded = fold(node.char);
      return folded === null ? UNKNOWN : { exact: [folded], required: null };
    }
    case 'sequence':
      return sequence(node.items.map(analyse));
    case 'choice':
      return choice(node.items.map(analyse));
    case 'repeat':
      return repeat(node, analyse(node.item));
  }
}

/**
 * The character as the search for literals folds it, or null for one it would not find in every case variant:
 * it knows the case of ASCII letters only, and works on UTF-16 code units.
 */
function fold(char: string): string | null {
  if (char.charCodeAt(0) < 128) return char.toLowerCase();
  return char.length === 1 && char.toLowerCase() === char.toUpperCase() ? char : null;
}

/** Joins neighbours into runs of known spelling; the best run, or the best part in between, is what is required. */
function sequence(parts: readonly Knowledge[]): Knowledge {
  let run: readonly string[] = [''];
  let broken = false;
  let required: readonly string[] | null = null;
  for (const part of parts) {
    if (part.exact !== null && run.length * part.exact.length <= MAX_SPELLINGS) {
      const endings = part.exact;
      run = unique(run.flatMap((start) => endings.map((end) => start + end)));
      continue;
    }
    broken = true;
    required = better(required, usable(run));
    required = better(required, part.required);
    run = part.exact ?? [''];
  }
  return broken ? { exact: null, required: better(required, usable(run)) } : { exact: run, required: null };
}

function choice(parts: readonly Knowledge[]): Knowledge {
  const exact: string[] = [];
  const required: string[] = [];
  let spelled = true;
  let known = true;
  for (const part of parts) {
    if (part.exact === null) spelled = false;
    else exact.push(...part.exact);
    const best = strongest(part);
    if (best === null) known = false;
    else required.push(...best);
  }
  return {
    exact: spelled && exact.length <= MAX_SPELLINGS ? unique(exact) : null,
    required: known && required.length <= MAX_LITERALS ? unique(required) : null,
  };
}

function repeat({ min, max }: { readonly min: number; readonly max: number }, item: Knowledge): Knowledge {
  if (max === 0) return EMPTY;
  if (min === 0) return max === 1 ? choice([item, EMPTY]) : UNKNOWN;
  const copies = Array.from({ length: Math.min(min, MAX_COPIES) }, () => item);
  return sequence(max === copies.length ? copies : [...copies, UNKNOWN]);
}

function strongest({ exact, required }: Knowledge): readonly string[] | null {
  return better(required, exact === null ? null : usable(exact));
}

function usable(literals: readonly string[]): readonly string[] | null {
  return literals.every((literal) => literal.length >= MIN_LENGTH) ? literals : null;
}

/** The one of two lists that is found in fewer texts: longer literals are rarer; among equals, fewer are. */
export function better(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  const difference = shortest(b) - shortest(a);
  return difference > 0 || (difference === 0 && b.length < a.length) ? b : a;
}

function shortest(literals: readonly string[]): number {
  return Math.min(MAX_LENGTH, ...literals.map(({ length }) => length));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
