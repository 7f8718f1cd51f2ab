/** Numbers at a few places of a long vector that is zero elsewhere. */
export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** Length of the vector. Features are dealt into it by their hash; some share a place, which costs little. */
export const FEATURE_BUCKETS = 1 << 16;

const WORD = /[a-z]+|\d+/g;
const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

/**
 * Words, pairs of words, and runs of three to five characters within words of a text, hashed (Weinberger et al. 2009):
 * what stands there letter by letter, where the encoder sees what is meant. Each of the two kinds has length 1.
 */
export function featuresOf(text: string): SparseVector {
  const lower = text.toLowerCase();
  const words = countWords(lower);
  const grams = countGrams(lower);
  const indices = new Int32Array(words.size + grams.size);
  const values = new Float32Array(indices.length);
  write(words, indices, values, 0);
  write(grams, indices, values, words.size);
  return { indices, values };
}

type Counts = Map<number, number>;

function countWords(text: string): Counts {
  const counts: Counts = new Map();
  let before: string | null = null;
  for (const [word] of text.matchAll(WORD)) {
    count(counts, `w${word}`);
    if (before !== null) count(counts, `p${before} ${word}`);
    before = word;
  }
  return counts;
}

function countGrams(text: string): Counts {
  const counts: Counts = new Map();
  for (const part of text.split(/\s+/)) {
    const padded = ` ${part} `;
    for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length++) {
      for (let at = 0; at + length <= padded.length; at++) count(counts, `c${padded.slice(at, at + length)}`);
    }
  }
  return counts;
}

function count(counts: Counts, feature: string): void {
  const bucket = hash(feature) % FEATURE_BUCKETS;
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}

/** Writes counts, damped, as a vector of length 1. */
function write(counts: Counts, indices: Int32Array, values: Float32Array, start: number): void {
  let squares = 0;
  let at = start;
  for (const [bucket, times] of counts) {
    const value = 1 + Math.log(times);
    squares += value * value;
    indices[at] = bucket;
    values[at++] = value;
  }
  const length = Math.sqrt(squares);
  for (let i = start; i < at; i++) values[i] = (values[i] ?? 0) / length;
}

/** FNV-1a over UTF-16 units, with the last mixing of MurmurHash3 so that the low bits are good. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
