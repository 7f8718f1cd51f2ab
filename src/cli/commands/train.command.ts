import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { modelPaths } from '../../classification/bert/classifier-model';
import { Encoder } from '../../classification/bert/encoder';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import { readCorpus, readLabelledFile, type LabelledRow } from '../../learning/corpus';
import { evaluationTable } from '../../learning/evaluation-table';
import { ModelRegistry } from '../../learning/model-registry';
import { train, type Trained, type TrainProgress } from '../../learning/trainer';
import { startProgress, type Progress } from '../progress';

interface TrainOptions {
  readonly promote?: boolean;
  readonly name?: string;
}

/** `logsieve train FILE…|FOLDER`: makes a new version of the classifier; it answers only when promoted. */
export function addTrainCommand(program: Command, config: () => AppConfig): void {
  program
    .command('train')
    .description('train a new classifier version on labelled CSV files (message, target_label, triage, severity)')
    .argument('<paths...>', 'CSV files, or folders of them; each file counts as one kind of software')
    .option('--promote', 'let the new version answer from the next start on')
    .option('--name <version>', 'name of the version (default: day and hash)')
    .action((paths: string[], options: TrainOptions) => trainVersion(config(), paths, options));
}

/** The rows of labelled files and of folders of them. @throws InputError naming a path that is not there */
export function readLabelled(paths: readonly string[]): LabelledRow[] {
  return paths.flatMap((path) => {
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined) throw new InputError('not_found', 'no_such_file', `${path}: no such file`);
    return entry.isDirectory() ? readCorpus(path) : readLabelledFile(path);
  });
}

async function trainVersion(config: AppConfig, paths: readonly string[], options: TrainOptions): Promise<void> {
  const { modelDir } = config.classification;
  const rows = readLabelled(paths);
  const registry = new ModelRegistry(modelDir);
  const current = registry.current();
  const encoder = new Encoder({ folder: modelPaths.encoder(modelDir), maxWaiting: rows.length });
  let trained: Trained;
  let hash: string;
  const progress = new PhaseProgress();
  try {
    ({ hash } = await encoder.start());
    trained = await train(
      rows,
      {
        encode: (texts) => encoder.encode(texts),
        // Rows without triage or severity take them from the version that answers now.
        ...(current === null ? {} : { base: registry.head(current) }),
      },
      (step) => {
        progress.show(step);
      },
    );
  } finally {
    progress.stop();
    await encoder.close();
  }
  const { heldOut, evaluation } = trained.metrics;
  console.log(`judged on held-out ${heldOut === 'family' ? 'kinds of software' : 'texts'}:\n`);
  console.log(evaluationTable(evaluation));
  const { version } = registry.save(trained, {
    createdAt: new Date(),
    encoder: hash,
    options: { files: paths.length, base: current },
    ...(options.name === undefined ? {} : { version: options.name }),
  });
  if (options.promote === true) registry.promote(version);
  console.log(`\nversion ${version} is saved${options.promote === true ? ' and answers from the next start on' : ''}`);
}

/** One bar after another for the phases of a training. */
class PhaseProgress {
  private phase: TrainProgress['phase'] | null = null;
  private bar: Progress | null = null;

  show({ phase, done, total }: TrainProgress): void {
    if (phase !== this.phase) {
      this.stop();
      this.phase = phase;
      this.bar = startProgress(total, `${phase.padEnd(8)} {bar} {value}/{total} | ETA {eta_formatted}`);
    }
    this.bar?.update(done);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }
}
