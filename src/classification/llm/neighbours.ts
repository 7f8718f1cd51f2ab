import { messageOf } from '../../core/errors';
import { maskMessage } from '../../core/mask';
import { growingDelay, pause } from '../../core/waiting';
import { modelText } from '../bert/model-text';
import { NeighbourIndex, type Labels, type Neighbour } from './neighbour-index';

/** Examples that a question shows. */
const NEIGHBOURS = 6;
/** Labelled templates kept: 1.5 kB each with 384 dimensions. */
export const MOST_EXAMPLES = 20_000;
/** Texts encoded at once: some 25 ms of the encoder, for which the logs that come in meanwhile wait. */
const CHUNK_TEXTS = 8;
/** How often feedback is looked for. */
const FEEDBACK_EVERY_MS = 60_000;
/** Longest wait for an embedding: behind a flood of logs a question goes without examples. */
const EMBEDDING_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** A message and what a person said that it is. */
export interface LabelledLog extends Labels {
  readonly message: string;
}

export interface NeighboursParts {
  /** Embeddings of length 1, one a text. */
  readonly encode: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** The names that an answer may have; examples of others are left out. */
  readonly categories: readonly string[];
  /** Read once. */
  readonly corpus: () => Promise<readonly LabelledLog[]>;
  /** Read again and again, oldest first; it has the last word about a template. */
  readonly feedback: () => Promise<readonly LabelledLog[]>;
  /** Told when the examples are ready for the first time. */
  readonly onReady: (examples: number) => void;
  /** Told, once a kind, why there are no examples for now. */
  readonly onProblem: (text: string) => void;
}

/**
 * Finds labelled logs that resemble one: with them in the prompt even a small model answers far better. They are
 * encoded in the background; until that is done, and whenever it cannot be done, there are none.
 */
export class Neighbours {
  private readonly index = new NeighbourIndex(MOST_EXAMPLES);
  private readonly categories: ReadonlySet<string>;
  private readonly stopping = new AbortController();
  private readonly told = new Set<string>();
  private ready = false;
  private running: Promise<void> | null = null;

  constructor(
    private readonly parts: NeighboursParts,
    private readonly feedbackEveryMs = FEEDBACK_EVERY_MS,
  ) {
    this.categories = new Set(parts.categories);
  }

  /** Begins to encode; the work goes on until {@link stop}. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Labelled templates like this one, nearest first; none rather than an error. */
  async nearest(template: string): Promise<Neighbour[]> {
    if (!this.ready) return [];
    const answered = new AbortController();
    const late = pause(EMBEDDING_MS, answered.signal).then(() => []);
    try {
      const [vector] = await Promise.race([this.parts.encode([modelText(template)]), late]);
      return vector === undefined ? [] : this.index.nearest(vector, NEIGHBOURS);
    } catch (error) {
      this.tell('encoder', error);
      return [];
    } finally {
      answered.abort();
    }
  }

  private async run(): Promise<void> {
    const { corpus, feedback, onReady } = this.parts;
    const { signal } = this.stopping;
    await this.take('corpus', corpus);
    for (;;) {
      await this.take('feedback', feedback);
      if (signal.aborted) return;
      if (!this.ready) {
        this.ready = true;
        onReady(this.index.size);
      }
      await pause(this.feedbackEveryMs, signal);
    }
  }

  private async take(name: string, source: () => Promise<readonly LabelledLog[]>): Promise<void> {
    let logs: readonly LabelledLog[];
    try {
      logs = await source();
    } catch (error) {
      this.tell(name, error);
      return;
    }
    const known = logs.filter(({ category }) => this.categories.has(category));
    // Every n-th of too many: the first ones would all be of the same software.
    const step = Math.ceil(known.length / MOST_EXAMPLES);
    const chosen = step > 1 ? known.filter((_, i) => i % step === 0) : known;
    for (let at = 0; at < chosen.length && !this.stopping.signal.aborted; at += CHUNK_TEXTS) {
      await this.add(chosen.slice(at, at + CHUNK_TEXTS));
    }
  }

  /** Encodes only templates that are new. */
  private async add(logs: readonly LabelledLog[]): Promise<void> {
    const fresh = new Map<string, Labels>();
    for (const { message, category, triage, severity } of logs) {
      const template = maskMessage(message);
      const labels = { category, triage, severity };
      if (!this.index.relabel(template, labels)) fresh.set(template, labels);
    }
    if (fresh.size === 0) return;
    const vectors = await this.encoded([...fresh.keys()].map(modelText));
    [...fresh].forEach(([template, labels], i) => {
      const vector = vectors[i];
      if (vector !== undefined) this.index.add(template, labels, vector);
    });
  }

  /** Waits for an encoder that is down or overloaded. Nothing when it is time to stop. */
  private async encoded(texts: readonly string[]): Promise<readonly Float32Array[]> {
    for (let attempt = 0; !this.stopping.signal.aborted; attempt++) {
      try {
        return await this.parts.encode(texts);
      } catch (error) {
        this.tell('encoder', error);
        await pause(growingDelay(attempt, FIRST_RETRY_MS, LONGEST_RETRY_MS), this.stopping.signal);
      }
    }
    return [];
  }

  private tell(kind: string, error: unknown): void {
    if (this.told.has(kind)) return;
    this.told.add(kind);
    this.parts.onProblem(`${kind}: ${messageOf(error)}`);
  }
}
