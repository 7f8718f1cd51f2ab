import type { ConditionDefinition } from '../../classification/regex/rule-schema';
import { any, is, not, type Formula } from './formula';
import type { Place } from './place';
import { SigmaRefusal } from './sigma-refusal';
import { piecesPattern, type Piece } from './wildcards';

/** A condition that needs nothing but a text. */
type TextOp = '=' | 'contains' | 'startsWith' | 'endsWith';

/** That one of the texts stands in the place. @throws SigmaRefusal */
export function textTest(place: Place, texts: readonly (readonly Piece[])[], cased: boolean): Formula {
  const missing: Formula[] = [];
  const here: (readonly Piece[])[] = [];
  const elsewhere: (readonly Piece[])[] = [];
  for (const pieces of texts) {
    if (place.hyphenIsMissing === true && isText(pieces, '-')) missing.push(not(exists(place)));
    else if (place.otherwise !== undefined && !startsOpenOrWithSlash(pieces)) elsewhere.push(pieces);
    else here.push(pieces);
  }
  return any([
    ...missing,
    ...(here.length === 0 ? [] : [is(testOf(place, here, cased))]),
    ...(place.otherwise === undefined || elsewhere.length === 0 ? [] : [is(testOf(place.otherwise, elsewhere, cased))]),
  ]);
}

/** That the log has something there, whatever it is. @throws SigmaRefusal */
export function existenceTest(place: Place): Formula {
  if (place.part !== undefined) throw new SigmaRefusal(`existence of what is a part of our field "${place.field}"`);
  return exists(place);
}

function exists({ field }: Place): Formula {
  return is({ field, op: 'exists' });
}

function testOf(place: Place, texts: readonly (readonly Piece[])[], cased: boolean): ConditionDefinition {
  const { field, part } = place;
  if (part === undefined && !cased) {
    const plain = texts.map(plainTest);
    const [first] = plain;
    if (first?.op === 'exists' && plain.length === 1) return { field, op: 'exists' };
    const same = plain.flatMap((test) =>
      test !== null && test.op !== 'exists' && test.op === first?.op ? test.value : [],
    );
    if (first !== null && first !== undefined && first.op !== 'exists' && same.length === plain.length) {
      return ofTexts(field, first.op, same);
    }
  }
  return { field, op: 'matches', value: single(texts.map((pieces) => patternOf(place, pieces, cased))) };
}

function ofTexts(field: string, op: TextOp, values: readonly string[]): ConditionDefinition {
  const [only = '', ...others] = values;
  if (op === '=') return others.length === 0 ? { field, op, value: only } : { field, op: 'in', value: [...values] };
  return { field, op, value: single(values) };
}

/** Conditions take one value as it is. */
export function single(values: readonly string[]): string | string[] {
  const [only = '', ...others] = values;
  return others.length === 0 ? only : [...values];
}

/** The plain test that says the same, or null when only a pattern can. */
function plainTest(pieces: readonly Piece[]): { op: TextOp; value: string } | { op: 'exists' } | null {
  if (pieces.length === 1 && pieces[0] === '*') return { op: 'exists' };
  const open = pieces[0] === '*';
  const openEnd = pieces.length > 1 && pieces.at(-1) === '*';
  const inner = pieces.slice(open ? 1 : 0, openEnd ? -1 : undefined);
  const [only] = inner;
  if (inner.length > 1 || typeof only === 'string') return null;
  const value = only?.text ?? '';
  return { op: open ? (openEnd ? 'contains' : 'endsWith') : openEnd ? 'startsWith' : '=', value };
}

/** `(?s)`: a wildcard stands for line ends too. */
function patternOf({ field, part }: Place, pieces: readonly Piece[], cased: boolean): string {
  const flags = cased ? '(?s-i)' : '(?s)';
  const char = part?.char ?? '.';
  const allowed = new RegExp(`^${char}$`, 'su');
  for (const piece of pieces) {
    if (typeof piece === 'object' && Array.from(piece.text).some((letter) => !allowed.test(letter))) {
      throw new SigmaRefusal(`"${piece.text}" cannot stand in that part of our field "${field}"`);
    }
  }
  const openEnd = pieces.at(-1) === '*';
  const start = part === undefined && pieces[0] === '*' ? '' : `^${part?.before ?? ''}`;
  const inner = pieces.slice(start === '' ? 1 : 0, openEnd ? -1 : undefined);
  return `${flags}${start}${piecesPattern(inner, char)}${openEnd ? '' : (part?.after ?? '$')}`;
}

function isText(pieces: readonly Piece[], text: string): boolean {
  const [only] = pieces;
  return pieces.length === 1 && typeof only === 'object' && only.text === text;
}

function startsOpenOrWithSlash(pieces: readonly Piece[]): boolean {
  const [first] = pieces;
  return first === '*' || (typeof first === 'object' && first.text.startsWith('/'));
}
