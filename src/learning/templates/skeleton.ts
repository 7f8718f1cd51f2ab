import type { Atoms } from './atoms';
import { readAtoms } from './read-atoms';
import { isGrammar } from './vocabulary';
import { CERTAIN, isTelling, PAIRABLE, variabilities } from './variability';

/** Stands for a variable in the key of a skeleton; texts hold no NUL, because the database could not store it. */
const VARIABLE = '\0';
/** Places of one message that may turn out to be variables; further ones are taken as they are. */
const MAX_PLACES = 16;
/** Of them, those that may vary in pairs; pairs grow with the square. */
const MAX_PAIRED = 6;

/** Places of a skeleton that are looked at as if they were variables, and the key that it would have then. */
export interface Hole {
  readonly places: readonly number[];
  readonly key: string;
}

/** What is left of a masked message when its variables are taken out. Messages with the same key are one event. */
export class Skeleton {
  readonly key: string;
  /** Whether the word in each place is constant and says something. */
  private readonly telling: readonly boolean[];
  private readonly tellingWords: number;

  private constructor(
    readonly atoms: Atoms,
    private readonly weights: readonly number[],
  ) {
    this.key = keyOf(atoms, weights);
    this.telling = atoms.words.map((word, i) => !this.isVariable(i) && isTelling(word));
    this.tellingWords = this.telling.filter(Boolean).length;
  }

  /** Reads a masked message or a template; both of one event have the same key. */
  static read(masked: string): Skeleton {
    const atoms = readAtoms(masked);
    return new Skeleton(atoms, variabilities(atoms));
  }

  /** How much the word in this place speaks for the place being a variable. */
  weight(place: number): number {
    return this.weights[place] ?? 0;
  }

  isVariable(place: number): boolean {
    return this.weight(place) >= CERTAIN;
  }

  /** Constant words that would be left to say what happened. */
  tellingBeside(places: readonly number[]): number {
    return this.tellingWords - places.filter((place) => this.telling[place]).length;
  }

  /** Every place, and every two places, that other messages could show to be variables: something must be left. */
  holes(): Hole[] {
    const places = [...this.weights.keys()].filter((i) => this.weight(i) > 0 && !this.isVariable(i));
    const singles = places.slice(0, MAX_PLACES).map((place) => [place]);
    const pairable = places.filter((place) => this.weight(place) >= PAIRABLE).slice(0, MAX_PAIRED);
    const pairs = pairable.flatMap((first, i) => pairable.slice(i + 1).map((second) => [first, second]));
    return [...singles, ...pairs]
      .filter((hole) => this.tellingBeside(hole) > 0)
      .map((hole) => ({ places: hole, key: this.keyWith(hole) }));
  }

  /** Whether two words at least would be left to say what happened, those of grammar (`is`, `to`) not counted. */
  isToldBeside(places: readonly number[]): boolean {
    const telling = this.atoms.words.filter((word, i) => this.telling[i] && !places.includes(i) && !isGrammar(word));
    return telling.length > 1;
  }

  /** What is left when every word that could be a variable is taken for one. */
  shape(): string {
    return this.keyWith([...this.weights.keys()].filter((place) => this.weight(place) > 0));
  }

  private keyWith(hole: readonly number[]): string {
    const weights = this.weights.slice();
    for (const place of hole) weights[place] = CERTAIN;
    return keyOf(this.atoms, weights);
  }
}

/** The message without its variables, and without the spaces that only align them. */
function keyOf({ words, gaps }: Atoms, weights: readonly number[]): string {
  let key = '';
  let wasVariable = false;
  for (let i = 0; i < gaps.length; i++) {
    const isVariable = (weights[i] ?? 0) >= CERTAIN;
    key += tightGap(gaps[i] ?? '', wasVariable, isVariable);
    if (i < words.length) key += isVariable ? VARIABLE : (words[i] ?? '');
    wasVariable = isVariable;
  }
  return key;
}

/** The gap with one space at most where it touches a variable: values are aligned by more. */
export function tightGap(gap: string, afterVariable: boolean, beforeVariable: boolean): string {
  if (gap.length < 2 || !(afterVariable || beforeVariable)) return gap;
  const tight = afterVariable ? gap.replace(/^ {2,}/, ' ') : gap;
  return beforeVariable ? tight.replace(/ {2,}$/, ' ') : tight;
}
