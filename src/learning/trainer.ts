import { InputError } from '../core/errors';
import type { HeadFile } from '../classification/bert/head-file';
import { Heads } from '../classification/bert/heads';
import type { LabelledRow } from './corpus';
import { crossValidate, type CrossValidation } from './cross-validation';
import { examplesOf, hashOfExamples, type Example } from './examples';
import { fitHeads, type EmbeddedExample } from './head-fitting';

/** Different texts a category needs, so that it can be both learned and held out. */
const MIN_TEXTS = 2;
/** Texts between two reports of progress. */
const ENCODE_STEP = 256;

export interface TrainOptions {
  /** One embedding a text, by the encoder that will run in production. */
  readonly encode: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Gives triage and severity when no row does, e.g. the shipped head. */
  readonly base?: HeadFile;
}

export interface TrainProgress {
  readonly phase: 'encode' | 'evaluate' | 'fit';
  readonly done: number;
  readonly total: number;
}

export interface Trained {
  readonly head: HeadFile;
  /** How heads trained the same way do on software that they have not seen. */
  readonly metrics: CrossValidation;
  /** SHA-256 of the distinct examples, and how many there were. */
  readonly data: string;
  readonly examples: number;
}

/**
 * Trains the three heads on labelled rows, whatever their label set: embeds the masked texts, judges and calibrates on
 * held-out software, then fits to everything. Deterministic for given embeddings.
 * @throws InputError when the rows cannot be learned from, saying why
 */
export async function train(
  rows: readonly LabelledRow[],
  options: TrainOptions,
  onProgress: (progress: TrainProgress) => void = () => undefined,
): Promise<Trained> {
  const examples = examplesOf(rows);
  const labels = [...new Set(examples.map(({ category }) => category))].sort();
  check(examples, labels, options.base);

  const base = options.base === undefined ? null : Heads.decode(options.base);
  const fit = (training: readonly EmbeddedExample[]): Heads => fitHeads(training, labels, base);
  const embedded = await embed(examples, options, onProgress);
  const metrics = await crossValidate(embedded, fit, (done, total) => {
    onProgress({ phase: 'evaluate', done, total });
  });
  onProgress({ phase: 'fit', done: 0, total: 1 });
  const heads = fit(embedded).withTemperature(metrics.temperature);
  onProgress({ phase: 'fit', done: 1, total: 1 });
  return { head: heads.encode(), metrics, data: hashOfExamples(examples), examples: examples.length };
}

function check(examples: readonly Example[], labels: readonly string[], base: HeadFile | undefined): void {
  if (labels.length < 2) {
    throw new InputError('unprocessable', 'too_few_categories', 'training needs at least two categories');
  }
  const rare = labels.filter((label) => textsOf(examples, label) < MIN_TEXTS);
  if (rare.length > 0) {
    throw new InputError(
      'unprocessable',
      'too_few_texts',
      `each category needs at least ${String(MIN_TEXTS)} texts that differ after masking; too few: ${rare.join(', ')}`,
    );
  }
  if (base === undefined && examples.every(({ assessment }) => assessment === null)) {
    throw new InputError(
      'unprocessable',
      'no_assessment',
      'no row has a triage or a severity, and there is no model to take them from',
    );
  }
}

function textsOf(examples: readonly Example[], label: string): number {
  return new Set(examples.filter(({ category }) => category === label).map(({ text }) => text)).size;
}

async function embed(
  examples: readonly Example[],
  { encode }: TrainOptions,
  onProgress: (progress: TrainProgress) => void,
): Promise<EmbeddedExample[]> {
  const embedded: EmbeddedExample[] = [];
  while (embedded.length < examples.length) {
    onProgress({ phase: 'encode', done: embedded.length, total: examples.length });
    const step = examples.slice(embedded.length, embedded.length + ENCODE_STEP);
    const vectors = await encode(step.map(({ text }) => text));
    step.forEach((example, index) => {
      const vector = vectors[index];
      if (vector === undefined) throw new Error('the encoder returned too few embeddings');
      embedded.push({ ...example, vector });
    });
  }
  onProgress({ phase: 'encode', done: embedded.length, total: examples.length });
  return embedded;
}
