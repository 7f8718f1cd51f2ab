import { InputError, messageOf } from '../core/errors';
import { uuid7 } from '../core/uuid7';
import type { Manifest } from '../classification/bert/classifier-model';
import type { LabelledRow } from './labelled-table';
import type { ModelVersions } from './model-versions';
import type { TrainProgress } from './trainer';
import { TrainingThread } from './training-thread';

/** Finished trainings that are still told about. */
const REMEMBERED = 20;

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
export interface Training {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly phase: TrainProgress['phase'];
  /** Of the phase. */
  readonly done: number;
  readonly total: number;
  /** Labelled rows that it learns from. */
  readonly rows: number;
  /** The new version, once it is saved. */
  readonly version: string | null;
  readonly promoted: boolean;
  /** Why there is no version, or why it was not promoted. */
  readonly problem: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** The trainings of this process, one at a time. They do not survive it: what is learned is in the saved version. */
export class Trainings {
  private readonly known = new Map<string, Training>();
  private running: { readonly thread: TrainingThread; readonly end: Promise<void> } | null = null;
  private stopping = false;

  constructor(
    private readonly modelDir: string,
    private readonly versions: ModelVersions,
  ) {}

  /** @throws InputError while another training runs, or when the name is taken */
  start({ rows, name, promote, options }: NewTraining): Training {
    this.check(name);
    const createdAt = Date.now();
    const training: Training = {
      id: uuid7(createdAt),
      state: 'running',
      phase: 'encode',
      done: 0,
      total: rows.length,
      rows: rows.length,
      version: null,
      promoted: false,
      problem: null,
      createdAt,
      finishedAt: null,
    };
    this.known.set(training.id, training);
    this.forgetOld();
    const thread = new TrainingThread({ modelDir: this.modelDir, rows, name, options }, (progress) => {
      this.change(training.id, progress);
    });
    this.running = { thread, end: this.follow(training.id, thread, promote) };
    return training;
  }

  /** @throws InputError while a training runs, while the server stops, or when a version of this name exists */
  check(name: string | null): void {
    if (this.stopping) throw new InputError('unavailable', 'stopping', 'the server is stopping');
    if (this.running !== null) {
      throw new InputError('conflict', 'training_runs', 'another training runs; one at a time is possible');
    }
    if (name !== null && this.versions.registry.has(name)) {
      throw new InputError('conflict', 'version_exists', `model version ${name} exists already`);
    }
  }

  /** @throws InputError when there is no such training, or not any more */
  find(id: string): Training {
    const training = this.known.get(id);
    if (training !== undefined) return training;
    throw new InputError('not_found', 'unknown_training', `no training has the id ${id.slice(0, 64)}`);
  }

  /** Cancels what runs and starts nothing more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running?.thread.stop();
    await this.running?.end;
  }

  private async follow(id: string, thread: TrainingThread, promote: boolean): Promise<void> {
    try {
      const version = await thread.result;
      const problem = promote ? await this.tryPromote(version) : null;
      this.change(id, { state: 'done', version, promoted: promote && problem === null, problem });
    } catch (error) {
      this.change(id, { state: this.stopping ? 'cancelled' : 'failed', problem: messageOf(error) });
    }
    this.change(id, { finishedAt: Date.now() });
    this.running = null;
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

  private change(id: string, changes: Partial<Training>): void {
    const training = this.known.get(id);
    if (training !== undefined) this.known.set(id, { ...training, ...changes });
  }

  private forgetOld(): void {
    for (const id of [...this.known.keys()].slice(0, -REMEMBERED)) this.known.delete(id);
  }
}
