import { LinearPattern, PatternError } from '../../classification/regex/linear-pattern';
import { escapeRegex } from '../../core/text';
import { parametersOf, readPattern } from '../templates/parameters';
import type { ParameterType } from '../templates/placeholder';
import { valuePattern } from './value-pattern';

/** A template and messages of it. */
export interface Member {
  readonly template: string;
  readonly messages: readonly string[];
}

/** An anchored pattern and the members that it stands for. */
export interface Generalised<M extends Member> {
  readonly pattern: string;
  readonly members: readonly M[];
}

/** Parts of a pattern that are kept whole: a word, a sign, or the pattern of a value. */
type Parts = readonly string[];

const PART = /[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu;

/**
 * One anchored pattern for the messages of all members, and for no others but those with values of the same looks:
 * what the members have in common at both ends is written once, and what differs between becomes alternatives, so that
 * no member's beginning is ever joined with another one's end. Members that make a pattern too long or too costly
 * together are halved.
 * @returns patterns that the rule engine accepts; a member that it does not accept even alone is missing
 */
export function generalise<M extends Member>(members: readonly M[]): Generalised<M>[] {
  const pattern = `^${alternatives(members.map(partsOf))}$`;
  if (isAccepted(pattern)) return [{ pattern, members }];
  if (members.length < 2) return [];
  const half = Math.ceil(members.length / 2);
  return [...generalise(members.slice(0, half)), ...generalise(members.slice(half))];
}

function isAccepted(pattern: string): boolean {
  try {
    LinearPattern.compile(pattern, '');
    return true;
  } catch (error) {
    if (error instanceof PatternError) return false;
    throw error;
  }
}

/** The template as parts, each placeholder with the pattern of the values that stood there. */
function partsOf({ template, messages }: Member): string[] {
  const { literals, types } = readPattern(template);
  const values = types.map(() => new Set<string>());
  for (const message of messages) {
    for (const [i, { value }] of (parametersOf(template, message) ?? []).entries()) values[i]?.add(value);
  }
  const parts = literals.flatMap((literal, i) => {
    const type: ParameterType | undefined = types[i];
    const value = type === undefined ? [] : [valuePattern(type, values[i] ?? new Set())];
    return [...(literal.match(PART) ?? []).map(escape), ...value];
  });
  return parts;
}

/** The pattern of any one of the sequences. */
function alternatives(sequences: readonly Parts[]): string {
  const distinct = [...new Map(sequences.map((parts) => [parts.join('\0'), parts])).values()];
  const [first = []] = distinct;
  if (distinct.length < 2) return first.join('');
  const shortest = Math.min(...distinct.map(({ length }) => length));
  const agree = (at: number): boolean => distinct.every((parts) => parts.at(at) === first.at(at));
  let front = 0;
  while (front < shortest && agree(front)) front++;
  let back = 0;
  while (back < shortest - front && agree(-1 - back)) back++;
  const middles = distinct.map((parts) => parts.slice(front, parts.length - back));
  return first.slice(0, front).join('') + choice(middles) + first.slice(first.length - back).join('');
}

/** Sequences that start differently, at least some of them: those that start alike are written together. */
function choice(middles: readonly Parts[]): string {
  const byStart = new Map<string, Parts[]>();
  for (const parts of middles) {
    const [start] = parts;
    if (start !== undefined) byStart.set(start, [...(byStart.get(start) ?? []), parts]);
  }
  const choices = [...byStart.values()].map(alternatives);
  return `(?:${choices.join('|')})${middles.some(({ length }) => length === 0) ? '?' : ''}`;
}

function escape(part: string): string {
  return escapeRegex(part).replace(/[\n\r\t]/g, (sign) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[sign] ?? sign);
}
