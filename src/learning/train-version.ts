import type { Manifest } from '../classification/bert/classifier-model';
import type { Encoder } from '../classification/bert/encoder';
import type { LabelledRow } from './labelled-table';
import { ModelRegistry } from './model-registry';
import { train, type Trained, type TrainProgress } from './trainer';

/**
 * So many rows with a triage or a severity, or half of all, are needed to learn from: a handful of them would teach
 * nothing but themselves. With fewer, the version that answers now gives both.
 */
const MIN_ASSESSED = 50;

/** What to learn, as it can be sent to another thread. */
export interface TrainingPlan {
  readonly modelDir: string;
  readonly rows: readonly LabelledRow[];
  /** Name of the version; null for day and hash. */
  readonly name: string | null;
  /** What the rows are made of, for the record. */
  readonly options: Manifest['options'];
}

export interface NewVersion {
  readonly manifest: Manifest;
  readonly metrics: Trained['metrics'];
}

/**
 * Trains a new version and saves it; it does not answer before it is promoted.
 * @param encoder of the model folder; it is started when it is not yet, and left running
 * @throws InputError when the rows cannot be learned from
 */
export async function trainVersion(
  { modelDir, rows, name, options }: TrainingPlan,
  encoder: Encoder,
  onProgress: (progress: TrainProgress) => void,
): Promise<NewVersion> {
  const registry = new ModelRegistry(modelDir);
  const { hash } = await encoder.start();
  const current = registry.current();
  // Heads of another encoder have nothing to say about embeddings of this one.
  const base = current !== null && registry.manifest(current).encoder === hash ? registry.head(current) : null;
  const trained = await train(
    base === null ? rows : withEnoughAssessed(rows),
    { encode: (texts) => encoder.encode(texts), ...(base === null ? {} : { base }) },
    onProgress,
  );
  const manifest = registry.save(trained, {
    createdAt: new Date(),
    encoder: hash,
    options: { ...options, base: base === null ? null : current },
    ...(name === null ? {} : { version: name }),
  });
  return { manifest, metrics: trained.metrics };
}

function withEnoughAssessed(rows: readonly LabelledRow[]): readonly LabelledRow[] {
  const assessed = rows.filter(({ triage, severity }) => triage !== null || severity !== null).length;
  if (assessed >= Math.min(MIN_ASSESSED, rows.length / 2)) return rows;
  return rows.map((row) => ({ ...row, triage: null, severity: null }));
}
