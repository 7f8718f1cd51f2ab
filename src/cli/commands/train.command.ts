import type { Command } from 'commander';
import { modelPaths } from '../../classification/bert/classifier-model';
import { Encoder } from '../../classification/bert/encoder';
import type { AppConfig } from '../../config/config';
import { evaluationTable } from '../../learning/evaluation-table';
import { readLabelledPath } from '../../learning/labelled-file';
import type { LabelledRow } from '../../learning/labelled-table';
import { ModelRegistry } from '../../learning/model-registry';
import { PromotionGate } from '../../learning/promotion-gate';
import { trainVersion, type TrainingPlan } from '../../learning/train-version';
import type { TrainProgress } from '../../learning/trainer';
import { joinFeedback, readCorpusFolder } from '../../learning/training-rows';
import { FeedbackRepository, type Feedback } from '../../persistence/feedback.repository';
import { openCommandDatabase } from '../command-database';
import { startProgress, type Progress } from '../progress';

interface TrainOptions {
  readonly promote?: boolean;
  readonly force?: boolean;
  readonly name?: string;
  readonly withCorpus?: boolean;
  readonly withFeedback?: boolean;
}

/** `logsieve train FILE…|FOLDER`: makes a new version of the classifier; it answers only when promoted. */
export function addTrainCommand(program: Command, config: () => AppConfig): void {
  program
    .command('train')
    .description('train a new classifier version on labelled lines (columns message, target_label, triage, severity)')
    .argument('<paths...>', 'csv, xlsx, ndjson or json files, or folders of them; each counts as one kind of software')
    .option('--with-corpus', 'add the lines of CORPUS_DIR')
    .option('--with-feedback', 'add what people have sent to POST /feedback (reads the database)')
    .option('--promote', 'let the new version answer from the next start on, if it is not worse than the current one')
    .option('--force', 'promote it even if it is worse')
    .option('--name <version>', 'name of the version (default: day and hash)')
    .action((paths: string[], options: TrainOptions) => runTraining(config(), paths, options));
}

async function runTraining(config: AppConfig, paths: readonly string[], options: TrainOptions): Promise<void> {
  const { modelDir } = config.classification;
  const plan = { modelDir, name: options.name ?? null, ...(await gatherRows(config, paths, options)) };
  const encoder = new Encoder({ folder: modelPaths.encoder(modelDir), maxWaiting: plan.rows.length });
  const progress = new PhaseProgress();
  try {
    const { manifest, metrics } = await trainVersion(plan, encoder, (step) => {
      progress.show(step);
    });
    progress.stop();
    console.log(`judged on held-out ${metrics.heldOut === 'family' ? 'kinds of software' : 'texts'}:\n`);
    console.log(evaluationTable(metrics.evaluation));
    console.log(`\nversion ${manifest.version} is saved`);
    if (options.promote !== true) return;
    const registry = new ModelRegistry(modelDir);
    const gate = new PromotionGate(registry, encoder, config.learning.frozenCheck);
    if (options.force !== true) await gate.check(manifest);
    registry.promote(manifest.version);
    console.log('it answers from the next start on');
  } finally {
    progress.stop();
    await encoder.close();
  }
}

async function gatherRows(
  config: AppConfig,
  paths: readonly string[],
  { withCorpus = false, withFeedback = false }: TrainOptions,
): Promise<Pick<TrainingPlan, 'rows' | 'options'>> {
  const own: LabelledRow[] = [];
  for (const path of paths) own.push(...(await readLabelledPath(path)));
  const corpus = withCorpus ? await readCorpusFolder(config.learning.corpusDir) : [];
  const joined = joinFeedback([...own, ...corpus], withFeedback ? await readFeedback(config) : []);
  return { rows: joined.rows, options: { files: paths.length, corpus: corpus.length, feedback: joined.feedback } };
}

async function readFeedback(config: AppConfig): Promise<Feedback[]> {
  const database = await openCommandDatabase(config);
  try {
    return await new FeedbackRepository(database.dataSource).latest(config.learning.maxRows);
  } finally {
    await database.close();
  }
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
