import { Inject, Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { InputError, messageOf } from '../../../core/errors';
import { isUuid, uuid7 } from '../../../core/uuid7';
import { CheckpointRepository } from '../../../persistence/checkpoint.repository';
import { JobRepository, type Job } from '../../../persistence/job.repository';
import type { Upload } from '../upload.service';
import { JobFiles } from './job-files';
import { checkpointOf, JobRunner } from './job-runner';

/** What `GET /jobs/{id}` answers. */
export interface JobView {
  readonly id: string;
  readonly state: Job['state'];
  readonly fileName: string | null;
  /** Rows in the file; null until they are counted. */
  readonly total: number | null;
  readonly done: number;
  readonly rejected: number;
  readonly etaSeconds: number | null;
  readonly error: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

const MS_PER_HOUR = 3_600_000;

/** Accepts uploads as jobs, tells how far they are, and forgets old ones. */
@Injectable()
export class JobService {
  private readonly logger = new Logger('Jobs');

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly jobs: JobRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly files: JobFiles,
    private readonly runner: JobRunner,
  ) {}

  /** Takes over an upload. Once this resolves the job survives a crash. */
  async create({ path, format, fileName, source }: Upload): Promise<JobView> {
    const createdAt = Date.now();
    const id = uuid7(createdAt);
    await this.files.adopt(id, path);
    await this.jobs.create({ id, fileName, source, format, createdAt });
    this.runner.kick();
    return this.view(await this.find(id));
  }

  /** @throws InputError when there is no such job */
  async find(id: string): Promise<Job> {
    const job = isUuid(id) ? await this.jobs.find(id) : null;
    if (job === null) throw new InputError('not_found', 'unknown_job', `no job has the id ${id.slice(0, 64)}`);
    return job;
  }

  async view(job: Job): Promise<JobView> {
    const live = this.runner.live(job.id, job.total);
    const progress = live?.progress ?? (await this.runner.stored(job.id));
    return {
      id: job.id,
      state: job.state,
      fileName: job.fileName,
      total: job.total,
      done: progress.done,
      rejected: progress.rejected,
      etaSeconds: live?.etaSeconds ?? (job.state === 'done' ? 0 : null),
      error: job.error,
      createdAt: new Date(job.createdAt).toISOString(),
      finishedAt: job.finishedAt === null ? null : new Date(job.finishedAt).toISOString(),
    };
  }

  @Cron(CronExpression.EVERY_HOUR)
  async forgetOld(): Promise<void> {
    const before = Date.now() - this.config.limits.jobsKeptHours * MS_PER_HOUR;
    try {
      for (const id of await this.jobs.deleteFinishedBefore(before)) {
        await this.checkpoints.delete(checkpointOf(id));
        await this.files.delete(id);
      }
    } catch (error) {
      this.logger.warn(`old jobs cannot be deleted now: ${messageOf(error)}`);
    }
  }
}
