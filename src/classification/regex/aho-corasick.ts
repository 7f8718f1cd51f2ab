/** A text to look for and what to report when it occurs. */
export interface Keyword {
  /** Lower case, not empty. */
  readonly text: string;
  /** Reported for every occurrence. */
  readonly value: number;
}

/** Takes the values that a search reports. */
export interface KeywordSink {
  /** `end` is the offset behind the occurrence. */
  add(value: number, end: number): void;
}

/**
 * The characters outside ASCII that fold to an ASCII letter: U+017F (long s), U+212A (Kelvin sign), and U+0130, whose
 * lower case is an i with one more dot.
 */
const FOLDS_TO_ASCII: readonly (readonly [string, string])[] = [
  ['s', '\u017F'],
  ['k', '\u212A'],
  ['i', '\u0130'],
];

/**
 * Finds all keywords in a text at once, without regard to case, in one step a character however many keywords
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
    const columns = columnsOf(keywords);
    for (const [code, column] of columns) this.columns[code] = column;
    this.width = Math.max(0, ...columns.values()) + 1;
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
        for (const value of this.outputs[row / this.width] ?? []) found.add(value, i + 1);
      }
    }
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

/** Columns, from 1 on, by code unit: one for every character of the keywords in all its cases. */
function columnsOf(keywords: readonly Keyword[]): ReadonlyMap<number, number> {
  const columns = new Map<number, number>();
  for (const { text } of keywords) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (!columns.has(code)) columns.set(code, columns.size + 1);
    }
  }
  for (const [code, column] of [...columns]) {
    const upper = String.fromCharCode(code).toUpperCase();
    if (upper.length === 1 && !columns.has(upper.charCodeAt(0))) columns.set(upper.charCodeAt(0), column);
  }
  for (const [letter, folded] of FOLDS_TO_ASCII) {
    const column = columns.get(letter.charCodeAt(0));
    if (column !== undefined) columns.set(folded.charCodeAt(0), column);
  }
  return columns;
}
