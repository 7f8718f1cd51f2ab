/** A text to look for and what to report when it occurs. */
export interface Keyword {
  /** Lower case, not empty. */
  readonly text: string;
  /** Reported for every occurrence. */
  readonly value: number;
}

/** Takes the values that a search reports. */
export interface KeywordSink {
  add(value: number): void;
}

/** The two characters outside ASCII that fold to an ASCII letter: U+017F (long s) and U+212A (Kelvin sign). */
const FOLDS_TO_ASCII: readonly (readonly [string, string])[] = [
  ['s', '\u017F'],
  ['k', '\u212A'],
];

/**
 * Finds all keywords in a text at once, without regard to ASCII case, in one step a character however many keywords
 * there are: A. V. Aho and M. J. Corasick, "Efficient String Matching: An Aid to Bibliographic Search", CACM 18(6),
 * 1975. The automaton is complete (their section 6, without failure transitions at search time) and dense: a row
 * per state, a column per character that some keyword holds, and column 0 for every other character.
 */
export class AhoCorasick {
  /** Column of every UTF-16 code unit. */
  private readonly columns = new Uint16Array(65_536);
  private readonly width: number;
  /** Offset of the next state's row; `~offset` when that state has something to report. */
  private readonly next: Int32Array;
  /** Values to report by state. */
  private readonly outputs: number[][] = [];

  constructor(keywords: readonly Keyword[]) {
    this.width = this.assignColumns(keywords);
    const states = keywords.reduce((sum, { text }) => sum + text.length, 1);
    this.next = new Int32Array(states * this.width);
    for (const keyword of keywords) this.insert(keyword);
    this.complete();
  }

  /** Reports the value of every keyword that occurs in `text`, once an occurrence, in the order of their ends. */
  find(text: string, found: KeywordSink): void {
    const { columns, next } = this;
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      row = next[row + (columns[text.charCodeAt(i)] ?? 0)] ?? 0;
      if (row < 0) {
        row = ~row;
        for (const value of this.outputs[row / this.width] ?? []) found.add(value);
      }
    }
  }

  private assignColumns(keywords: readonly Keyword[]): number {
    let width = 1;
    for (const { text } of keywords) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (this.columns[code] === 0) this.columns[code] = width++;
      }
    }
    for (let code = 97; code <= 122; code++) this.columns[code - 32] = this.columns[code] ?? 0;
    for (const [letter, folded] of FOLDS_TO_ASCII) {
      this.columns[folded.charCodeAt(0)] = this.columns[letter.charCodeAt(0)] ?? 0;
    }
    return width;
  }

  /** Adds a keyword to the trie; until {@link complete}, 0 in `next` means that there is no such state. */
  private insert({ text, value }: Keyword): void {
    if (this.outputs.length === 0) this.outputs.push([]);
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      const cell = row + (this.columns[text.charCodeAt(i)] ?? 0);
      if (this.next[cell] === 0) {
        this.next[cell] = this.outputs.length * this.width;
        this.outputs.push([]);
      }
      row = this.next[cell] ?? 0;
    }
    this.outputs[row / this.width]?.push(value);
  }

  /** Breadth first: a missing transition goes where the longest proper suffix of the state would go. */
  private complete(): void {
    const { next, width, outputs } = this;
    const queue: number[] = [];
    const suffixes = new Int32Array(outputs.length);
    for (let column = 1; column < width; column++) {
      const child = next[column] ?? 0;
      if (child !== 0) queue.push(child);
    }
    for (const row of queue) {
      const suffix = suffixes[row / width] ?? 0;
      outputs[row / width]?.push(...(outputs[suffix / width] ?? []));
      for (let column = 1; column < width; column++) {
        const child = next[row + column] ?? 0;
        const target = next[suffix + column] ?? 0;
        if (child === 0) {
          next[row + column] = target;
        } else {
          suffixes[child / width] = target;
          queue.push(child);
        }
      }
    }
    for (let cell = 0; cell < next.length; cell++) {
      const row = next[cell] ?? 0;
      if ((outputs[row / width]?.length ?? 0) > 0) next[cell] = ~row;
    }
  }
}
