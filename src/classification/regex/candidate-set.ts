/**
 * A set of positions below a known number that is emptied and filled for every log: a bit a position, so that adding
 * needs no check for duplicates and reading goes in ascending order without sorting.
 */
export class CandidateSet {
  private readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array((size + 31) >>> 5);
  }

  clear(): void {
    this.words.fill(0);
  }

  add(position: number): void {
    const word = position >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (position & 31));
  }

  /** The first position in the set that is not below `start`, or -1. */
  from(start: number): number {
    let word = start >>> 5;
    let bits = (this.words[word] ?? 0) & (-1 << (start & 31));
    while (bits === 0) {
      if (++word >= this.words.length) return -1;
      bits = this.words[word] ?? 0;
    }
    // The lowest set bit, isolated by two's complement.
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }
}
