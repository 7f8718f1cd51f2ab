import { AhoCorasick } from './aho-corasick';

/** A letter or a digit: next to one of them a word goes on. */
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
const NONE: ReadonlySet<string> = new Set();

/**
 * The keywords of all rules of a file, found in a text in one pass. What stands in the last text is kept: rules that
 * look for different words of it ask in turn.
 */
export class Vocabulary {
  /** Lower case. */
  private readonly words = new Set<string>();
  /** Null until it is needed, and again when a word comes later. */
  private search: { readonly automaton: AhoCorasick; readonly words: readonly string[] } | null = null;
  private lastText: string | null = null;
  private lastWords = NONE;

  /** Lower case is for the caller. */
  add(word: string): void {
    this.words.add(word);
    this.search = null;
    this.lastText = null;
  }

  /** Characters of all words. */
  get letters(): number {
    return [...this.words].join('').length;
  }

  /** Those of the words that stand in `text`, whatever its case, and whole: not within a longer word. */
  wordsIn(text: string): ReadonlySet<string> {
    if (text !== this.lastText) {
      this.lastWords = this.find(text);
      this.lastText = text;
    }
    return this.lastWords;
  }

  private find(text: string): ReadonlySet<string> {
    const { automaton, words } = (this.search ??= searchFor([...this.words]));
    const seen = new Set<string>();
    automaton.find(text, {
      add: (value, end) => {
        const word = words[value] ?? '';
        if (!goesOn(text, end) && !goesOn(text, end - word.length - 1)) seen.add(word);
      },
    });
    return seen;
  }
}

function searchFor(words: readonly string[]): { automaton: AhoCorasick; words: readonly string[] } {
  return { automaton: new AhoCorasick(words.map((text, value) => ({ text, value }))), words };
}

function goesOn(text: string, at: number): boolean {
  return WORD_CHARACTER.test(text.charAt(at));
}
