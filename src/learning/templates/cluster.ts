import { joinAtoms } from './atoms';
import { ANYTHING, PLACEHOLDER } from './placeholder';
import { Skeleton, tightGap } from './skeleton';

const STARTS_OPEN = new RegExp(`^${PLACEHOLDER}`);
const ENDS_OPEN = new RegExp(`${PLACEHOLDER}$`);

/** Masked messages of one event, as far as they are known: a template in the making. */
export class Cluster {
  /** For forgetting: when it was last seen, in messages. */
  lastUsed = 0;
  private whole: string | null = null;
  private into: Cluster | null = null;
  private gone = false;

  /** @param order of becoming known: of clusters that are merged, the oldest one stays */
  constructor(
    readonly id: string,
    private shape: Skeleton,
    readonly order: number,
  ) {}

  get text(): string {
    return (this.whole ??= joinAtoms(this.shape.atoms));
  }

  get skeleton(): Skeleton {
    return this.shape;
  }

  /** Whether it has places that take anything, and says something beside them. */
  get isOpen(): boolean {
    return this.shape.tellingBeside([]) > 0 && this.shape.atoms.words.includes(ANYTHING);
  }

  /** Whether values of every kind were seen in this place. */
  takesAnything(place: number): boolean {
    return this.shape.atoms.words[place] === ANYTHING;
  }

  /** The text that stands for its messages and for `other` too, a skeleton of the same key. */
  textWith(other: Skeleton): string {
    const { words, gaps } = this.shape.atoms;
    const theirs = other.atoms;
    const joined = words.map((word, i) => (word === theirs.words[i] ? word : ANYTHING));
    const isVariable = (i: number): boolean => joined[i] === ANYTHING || this.shape.isVariable(i);
    return joinAtoms({
      // Where the spaces around a value differ, they become part of it: its placeholder must reach up to them.
      words: joined.map((word, i) => {
        const sameBefore = gaps[i] === theirs.gaps[i] || STARTS_OPEN.test(word);
        const sameBehind = gaps[i + 1] === theirs.gaps[i + 1] || ENDS_OPEN.test(word);
        return (sameBefore && sameBehind) || !isVariable(i) ? word : ANYTHING;
      }),
      gaps: gaps.map((gap, i) => (gap === theirs.gaps[i] ? gap : tightGap(gap, isVariable(i - 1), isVariable(i)))),
    });
  }

  replaceBy(text: string): void {
    this.shape = Skeleton.read(text);
    this.whole = text;
  }

  mergeInto(other: Cluster): void {
    this.into = other;
  }

  forget(): void {
    this.gone = true;
  }

  /** The cluster that its messages belong to by now; null when that one is forgotten. */
  standing(): Cluster | null {
    if (this.into === null) return this.gone ? null : this;
    const last = this.into.standing();
    if (last !== null) this.into = last;
    return last;
  }
}
