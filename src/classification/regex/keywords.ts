import { literalIn } from './required-literals';
import type { KeywordsDefinition } from './rule-schema';
import type { Vocabulary } from './vocabulary';

/** Words that a text must or must not hold, whole and whatever their case. */
export class Keywords {
  /** Of these every matching text holds at least one; null when there are none. */
  readonly literals: readonly string[] | null;
  private readonly any: readonly string[] | null;
  private readonly all: readonly string[];
  private readonly none: readonly string[];

  /** `vocabulary` learns the words. */
  constructor(
    { any, all = [], none = [] }: KeywordsDefinition,
    private readonly vocabulary: Vocabulary,
  ) {
    this.any = any?.map(lower) ?? null;
    this.all = all.map(lower);
    this.none = none.map(lower);
    for (const word of [...(this.any ?? []), ...this.all, ...this.none]) vocabulary.add(word);
    const [longest = ''] = this.all.map(literalIn).toSorted((a, b) => b.length - a.length);
    const literals = longest === '' ? (this.any ?? []).map(literalIn) : [longest];
    this.literals = literals.length === 0 || literals.includes('') ? null : literals;
  }

  matches(text: string): boolean {
    const seen = this.vocabulary.wordsIn(text);
    return (
      (this.any?.some((word) => seen.has(word)) ?? true) &&
      this.all.every((word) => seen.has(word)) &&
      !this.none.some((word) => seen.has(word))
    );
  }
}

function lower(word: string): string {
  return word.toLowerCase();
}
