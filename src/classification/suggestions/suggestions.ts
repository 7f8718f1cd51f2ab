import type { Triage } from '../../core/verdict';
import { AhoCorasick, type Keyword } from '../regex/aho-corasick';
import { CandidateSet } from '../regex/candidate-set';

/** UTF-16 code units of a message in which cues are looked for. */
const SEARCHED_LENGTH = 2048;
/** Values, placeholders of values and punctuation: a message and its template, `time-out` and `time out` read alike. */
const BETWEEN_WORDS = /(?:<[A-Z]+>|[^\p{L}\p{M}])+/gu;

/** What to do, by category and triage, about a log; null only for `normal`. */
export type Suggest = (category: string, triage: Triage, message: string) => string | null;

/** One entry of the knowledge base: it fits a log of its categories in which a cue and, if it names any, a software occurs. */
export interface Suggestion {
  readonly category: readonly string[];
  readonly software: readonly string[];
  /** Words or phrases that occur at the start of a word. */
  readonly cue: readonly string[];
  readonly text: string;
}

/** What to do when no entry fits. */
type DefaultSuggestions = Readonly<Record<Exclude<Triage, 'normal'>, string>>;

export interface KnowledgeBase {
  readonly entries: readonly Suggestion[];
  /** By category. */
  readonly defaults: ReadonlyMap<string, DefaultSuggestions>;
  /** For a category without defaults. */
  readonly otherwise: DefaultSuggestions;
}

/**
 * Finds the most specific thing to do: an entry with software and cue, then one with a cue, then the default for
 * category and triage; among equals the first. One pass over the message however many entries there are, so that the
 * same log always gets the same text at the same small cost.
 */
export class Suggestions {
  /** The more specific first. */
  private readonly ranked: readonly Suggestion[];
  private readonly categories: ReadonlySet<string>;
  private readonly words: AhoCorasick;
  /** Of the entry of rank r, the bits 2r for a cue and 2r + 1 for a software. */
  private readonly found: CandidateSet;

  constructor(private readonly base: KnowledgeBase) {
    const { entries } = base;
    this.ranked = [
      ...entries.filter(({ software }) => software.length > 0),
      ...entries.filter(({ software }) => software.length === 0),
    ];
    this.categories = new Set(entries.flatMap(({ category }) => category));
    this.words = new AhoCorasick(
      this.ranked.flatMap(({ cue, software }, rank) => [
        ...cue.map((phrase) => keyword(phrase, 2 * rank)),
        ...software.map((phrase) => keyword(phrase, 2 * rank + 1)),
      ]),
    );
    this.found = new CandidateSet(2 * entries.length);
  }

  readonly suggest: Suggest = (category, triage, message) => {
    if (triage === 'normal') return null;
    const { defaults, otherwise } = this.base;
    return this.entryFor(category, message)?.text ?? (defaults.get(category) ?? otherwise)[triage];
  };

  /** The entry that fits best, if any does. */
  entryFor(category: string, message: string): Suggestion | null {
    if (!this.categories.has(category)) return null;
    const { found } = this;
    found.clear();
    this.words.find(wordsOf(message.slice(0, SEARCHED_LENGTH)), found);
    for (let bit = found.from(0); bit >= 0; bit = found.from(bit + 1)) {
      const entry = this.ranked[bit >>> 1];
      const complete = entry?.software.length === 0 || found.from(bit + 1) === bit + 1;
      if (bit % 2 === 0 && complete && entry?.category.includes(category) === true) return entry;
    }
    return null;
  }
}

/** The words of a text in lower case, one space before each, so that a phrase found behind a space begins a word. */
export function wordsOf(text: string): string {
  return ` ${text.replace(BETWEEN_WORDS, ' ').trim().toLowerCase()}`;
}

function keyword(phrase: string, value: number): Keyword {
  return { text: wordsOf(phrase), value };
}
