import type { Triage } from '../../core/verdict';

/** What a person said that a log is; null where nothing was said. */
export interface Labels {
  readonly category: string;
  readonly triage: Triage | null;
  /** 1–10. */
  readonly severity: number | null;
}

/** A labelled template that means much the same as another one. */
export interface Neighbour extends Labels {
  readonly template: string;
}

/** Rows by which the matrix grows: a power of two would leave up to half of it empty. */
const GROWTH = 1024;
/** Below this cosine texts of this encoder have no more in common than being logs. */
const MIN_SCORE = 0.35;
/** Scores that differ by less say nothing about which text is nearer. */
const CLOSE = 0.05;
/** Among how many of the nearest other labels are looked for. */
const CANDIDATES = 32;

/**
 * Embeddings of labelled templates in one matrix, searched from end to end: a few milliseconds for ten thousand rows,
 * which is little beside a call of a language model, and exact.
 */
export class NeighbourIndex {
  /** Row-major, `dimensions` numbers a row, each row of length 1. */
  private matrix = new Float32Array(0);
  private readonly rows: Neighbour[] = [];
  /** Row by template, the oldest first. */
  private readonly byTemplate = new Map<string, number>();

  /** @param capacity rows; when they are used up the oldest makes room */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.rows.length;
  }

  /** Lets a template that is known have these labels, the last word about it. @returns false when it is not known */
  relabel(template: string, labels: Labels): boolean {
    const row = this.byTemplate.get(template);
    if (row !== undefined) this.rows[row] = { template, ...labels };
    return row !== undefined;
  }

  /** @param vector of length 1, the same number of dimensions every time */
  add(template: string, labels: Labels, vector: Float32Array): void {
    if (this.relabel(template, labels)) return;
    const row = this.freeRow();
    const end = (row + 1) * vector.length;
    if (end > this.matrix.length) {
      const grown = new Float32Array(Math.min(row + GROWTH, this.capacity) * vector.length);
      grown.set(this.matrix);
      this.matrix = grown;
    }
    this.matrix.set(vector, row * vector.length);
    this.rows[row] = { template, ...labels };
    this.byTemplate.set(template, row);
  }

  /**
   * The nearest `count` rows by cosine, nearest first. Of rows that are equally near those come first whose category is
   * not among the chosen yet: what a text is not told apart from is worth more than the same answer again.
   */
  nearest(vector: Float32Array, count: number): Neighbour[] {
    const left = this.candidates(vector);
    const chosen: Neighbour[] = [];
    const taken = new Map<string, number>();
    while (chosen.length < count) {
      const [first] = left;
      if (first === undefined) break;
      let best = first;
      for (const candidate of left) {
        if (candidate.score < first.score - CLOSE) break;
        if (timesTaken(taken, candidate) < timesTaken(taken, best)) best = candidate;
      }
      left.splice(left.indexOf(best), 1);
      chosen.push(best.neighbour);
      taken.set(best.neighbour.category, timesTaken(taken, best) + 1);
    }
    return chosen;
  }

  private freeRow(): number {
    if (this.rows.length < this.capacity) return this.rows.length;
    const [oldest] = this.byTemplate;
    if (oldest === undefined) throw new RangeError('an index needs room for a row');
    const [template, row] = oldest;
    this.byTemplate.delete(template);
    return row;
  }

  private candidates(vector: Float32Array): Candidate[] {
    const found: Candidate[] = [];
    this.rows.forEach((neighbour, row) => {
      const score = dot(vector, this.matrix, row * vector.length);
      if (score >= MIN_SCORE) found.push({ neighbour, score });
    });
    return found.sort((a, b) => b.score - a.score).slice(0, CANDIDATES);
  }
}

interface Candidate {
  readonly neighbour: Neighbour;
  readonly score: number;
}

function timesTaken(taken: ReadonlyMap<string, number>, { neighbour }: Candidate): number {
  return taken.get(neighbour.category) ?? 0;
}

/** The cosine of two vectors of length 1. */
function dot(vector: Float32Array, matrix: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) * (matrix[offset + i] ?? 0);
  return sum;
}
