import { InputError, messageOf } from '../core/errors';
import { uuid7 } from '../core/uuid7';
import type { Manifest } from '../classification/bert/classifier-model';
import type { LabelledRow } from './labelled-table';
import type { ModelVersions } from './model-versions';
import { newJob, ThreadJobs, type ThreadJob } from './thread-jobs';
import type { TrainingPlan } from './train-version';
import type { TrainProgress } from './trainer';

/** While texts are encoded a training looks itself whether it is to stop. */
const INTERRUPTIBLE: ReadonlySet<TrainProgress['phase']> = new Set(['evaluate', 'fit']);

export interface NewTraining {
  readonly rows: readonly LabelledRow[];
  /** Name of the version; null for day and hash. */
  readonly name: string | null;
  /** Whether the version shall answer at once, if it is not worse than the current one. */
  readonly promote: boolean;
  /** What the rows are made of, for the record. */
  readonly options: Manifest['options'];
}

/** How far a training is. Times are epoch milliseconds. */
export interface Training extends ThreadJob {
  readonly phase: TrainProgress['phase'];
  /** Labelled rows that it learns from. */
  readonly rows: number;
  /** The new version, once it is saved. */
  readonly version: string | null;
  readonly promoted: boolean;
}

/** The trainings of this process: what is learned is in the saved version. */
export class Trainings {
  private readonly jobs = new ThreadJobs<Training, string>('training');

  constructor(
    private readonly modelDir: string,
    private readonly versions: ModelVersions,
  ) {}

  /** @throws InputError while another training runs, or when the name is taken */
  start({ rows, name, promote, options }: NewTraining): Training {
    this.check(name);
    const createdAt = Date.now();
    const training: Training = {
      ...newJob(uuid7(createdAt), createdAt),
      phase: 'encode',
      total: rows.length,
      rows: rows.length,
      version: null,
      promoted: false,
    };
    const plan: TrainingPlan = { modelDir: this.modelDir, rows, name, options };
    const thread = { worker: 'learning/training.worker.js', plan, interruptible: INTERRUPTIBLE };
    return this.jobs.start(training, thread, async (job, version) => {
      const problem = promote ? await this.tryPromote(version) : null;
      return { ...job, version, promoted: promote && problem === null, problem };
    });
  }

  /** @throws InputError while a training runs, while the server stops, or when a version of this name exists */
  check(name: string | null): void {
    this.jobs.check();
    if (name !== null && this.versions.registry.has(name)) {
      throw new InputError('conflict', 'version_exists', `model version ${name} exists already`);
    }
  }

  /** @throws InputError when there is no such training, or not any more */
  find(id: string): Training {
    return this.jobs.find(id);
  }

  /** Cancels what runs and starts nothing more. */
  stop(): Promise<void> {
    return this.jobs.stop();
  }

  /** @returns why the version was not promoted; it stays, and can be promoted later */
  private async tryPromote(version: string): Promise<string | null> {
    try {
      await this.versions.promote(version, false);
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }
}
