import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { CheckpointConflict, type Checkpoint } from '../../../core/checkpoint';
import { InputError, messageOf } from '../../../core/errors';
import { isObject } from '../../../core/json';
import type { FileRow } from '../../../parsing/files/file-row';
import { openRows } from '../../../parsing/files/open-rows';
import { CheckpointRepository } from '../../../persistence/checkpoint.repository';
import { JobRepository, type Job } from '../../../persistence/job.repository';
import { RowBatch } from '../../../pipeline/row-batch';
import { Intake } from '../../intake';
import { fileReading } from '../../../pipeline/file-reading';
import { formatOf, JobFiles } from './job-files';

const BATCH_ROWS = 2_000;
const RETRY_MS = 2_000;
/** A batch that fails for another reason than an outage is tried again this often; it may be our bug. */
const MAX_FAILURES = 5;

/** How far a job is; kept in memory while it runs, and in its checkpoint. */
export interface JobProgress {
  readonly done: number;
  readonly rejected: number;
  /** Length of the result file, in bytes. */
  readonly resultBytes: number;
}

/** The name of a job's checkpoint. */
export function checkpointOf(jobId: string): string {
  return `job:${jobId}`;
}

/**
 * Works off jobs one after another. Rows, checkpoint and result position move in one transaction, so a job that was
 * cut off goes on where it stopped: no row is lost, none is stored twice.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap {
  private readonly logger = new Logger('Jobs');
  private readonly stopping = new AbortController();
  private wake: (() => void) | null = null;
  private loop: Promise<void> = Promise.resolve();
  private current: { jobId: string; startedAt: number; first: number; progress: JobProgress } | null = null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly intake: Intake,
    private readonly jobs: JobRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly files: JobFiles,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.work();
  }

  /** Says that there is a new job. */
  kick(): void {
    this.wake?.();
  }

  /** Finishes the batch in work and goes no further; the next start goes on from there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.kick();
    await this.loop;
  }

  /** Progress and expected rest of a job, in seconds; null when it is not running here. */
  live(jobId: string, total: number | null): { progress: JobProgress; etaSeconds: number | null } | null {
    if (this.current?.jobId !== jobId) return null;
    const { startedAt, first, progress } = this.current;
    const rate = (progress.done - first) / ((Date.now() - startedAt) / 1000);
    const etaSeconds = total === null || rate <= 0 ? null : Math.ceil((total - progress.done) / rate);
    return { progress, etaSeconds };
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const job = await this.next();
      if (job === null) await this.pause(RETRY_MS * 5);
      else await this.run(job);
    }
  }

  private async next(): Promise<Job | null> {
    try {
      const unfinished = await this.jobs.unfinished();
      return unfinished.find((job) => this.files.isHere(job.id)) ?? null;
    } catch (error) {
      this.logger.warn(`jobs cannot be read now: ${messageOf(error)}`);
      return null;
    }
  }

  private async run(job: Job): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        await this.process(job);
        return;
      } catch (error) {
        const outage = error instanceof InputError && error.kind === 'unavailable';
        const overtaken = error instanceof CheckpointConflict;
        const broken = error instanceof InputError && !outage;
        if (broken || (!outage && !overtaken && ++failures >= MAX_FAILURES)) {
          await this.fail(job, messageOf(error));
          return;
        }
        this.logger.warn(`job ${job.id} waits: ${messageOf(error)}`);
        await this.pause(RETRY_MS);
      } finally {
        this.current = null;
      }
    }
  }

  private async fail(job: Job, reason: string): Promise<void> {
    try {
      await this.jobs.finish(job.id, 'failed', reason);
      this.logger.warn(`job ${job.id} failed: ${reason}`);
    } catch (error) {
      // It stays unfinished and comes again.
      this.logger.warn(`job ${job.id} cannot be closed now: ${messageOf(error)}`);
      await this.pause(RETRY_MS);
    }
  }

  private async process(job: Job): Promise<void> {
    // Reading everything first tells the total, and finds a broken file before a single row is stored.
    const total = job.total ?? (await this.count(job));
    await this.jobs.start(job.id, total);
    let progress = await this.stored(job.id);
    this.current = { jobId: job.id, startedAt: Date.now(), first: progress.done, progress };
    let skip = progress.done;
    let rows: FileRow[] = [];
    for await (const group of await this.groups(job)) {
      const fresh = skip === 0 ? group : group.slice(skip);
      skip -= group.length - fresh.length;
      rows.push(...fresh);
      while (rows.length >= BATCH_ROWS) {
        progress = await this.store(job, rows.slice(0, BATCH_ROWS), progress);
        rows = rows.slice(BATCH_ROWS);
        this.current.progress = progress;
        if (this.stopping.signal.aborted) return;
      }
    }
    if (rows.length > 0) progress = await this.store(job, rows, progress);
    await this.jobs.finish(job.id, 'done', null);
    this.logger.log(`job ${job.id} done: ${String(progress.done)} rows, ${String(progress.rejected)} rejected`);
  }

  private async store(job: Job, rows: readonly FileRow[], before: JobProgress): Promise<JobProgress> {
    const after = {
      done: before.done + rows.length,
      rejected: before.rejected + rows.filter((row) => row.error !== null).length,
      resultBytes: before.resultBytes,
    };
    const checkpoint: Checkpoint = {
      source: checkpointOf(job.id),
      expected: before.done,
      next: after.done,
      gap: null,
      // Read when the transaction is written: by then the result file has grown.
      get state() {
        return { rejected: after.rejected, resultBytes: after.resultBytes };
      },
    };
    const batch = new RowBatch(rows, checkpointOf(job.id), this.config.limits.lineBytes, checkpoint);
    after.resultBytes = await this.files.writeResults(job.id, before.resultBytes, batch.expected());
    await this.intake.submitWhenFree(batch.batch);
    after.rejected = before.rejected + batch.answers().filter((answer) => 'error' in answer).length;
    return after;
  }

  private async count(job: Job): Promise<number> {
    let total = 0;
    for await (const group of await this.groups(job)) {
      total += group.length;
      if (this.stopping.signal.aborted) break;
    }
    return total;
  }

  private async groups(job: Job): Promise<AsyncIterable<readonly FileRow[]>> {
    const context = { source: job.source, now: job.createdAt, ...fileReading(this.config) };
    return (await openRows(this.files.input(job.id), formatOf(job), context)).groups;
  }

  /** Where the checkpoint says the job is. */
  async stored(jobId: string): Promise<JobProgress> {
    const checkpoint = await this.checkpoints.read(checkpointOf(jobId));
    const state = isObject(checkpoint?.state) ? checkpoint.state : {};
    const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
    return {
      done: checkpoint?.position ?? 0,
      rejected: number(state['rejected']),
      resultBytes: number(state['resultBytes']),
    };
  }

  private async pause(ms: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const timer = new AbortController();
    await Promise.race([woken, delay(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
    this.wake = null;
  }
}
