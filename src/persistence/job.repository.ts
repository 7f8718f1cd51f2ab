import { In, IsNull, LessThan, type DataSource, type Repository } from 'typeorm';
import { JobEntity, type JobState } from './entities/job.entity';
import { answered } from './query';

/** What a job is told when it is made. */
export interface NewJob {
  readonly id: string;
  /** As the sender named the file. */
  readonly fileName: string | null;
  /** Source of the rows that name none. */
  readonly source: string | null;
  /** Kind of file, e.g. `csv`. */
  readonly format: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** An upload that is worked on in the background. Times are epoch milliseconds. How far it is, is in its checkpoint. */
export interface Job extends NewJob {
  readonly state: JobState;
  /** Rows in the file; null until they are counted. */
  readonly total: number | null;
  /** Why it failed. */
  readonly error: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export class JobRepository {
  private readonly jobs: Repository<JobEntity>;

  constructor(dataSource: DataSource) {
    this.jobs = dataSource.getRepository(JobEntity);
  }

  async create({ createdAt, ...job }: NewJob): Promise<void> {
    await answered(this.jobs.insert({ ...job, createdAt: new Date(createdAt), state: 'queued' }));
  }

  async find(id: string): Promise<Job | null> {
    const found = await answered(this.jobs.findOneBy({ id }));
    return found === null ? null : jobOf(found);
  }

  /** Jobs that are queued, or were running when a server ended; oldest first. */
  async unfinished(): Promise<Job[]> {
    const found = await answered(this.jobs.find({ where: { finishedAt: IsNull() }, order: { createdAt: 'ASC' } }));
    return found.map(jobOf);
  }

  /** For a job that was cut off and goes on, its first start counts. */
  async start(id: string, total: number): Promise<void> {
    await answered(
      this.jobs.update(
        { id },
        { state: 'running', total: String(total), startedAt: () => 'coalesce(started_at, now())' },
      ),
    );
  }

  /** `error` says why a job failed. */
  async finish(id: string, state: 'done' | 'failed', error: string | null): Promise<void> {
    await answered(this.jobs.update({ id }, { state, error, finishedAt: () => 'now()' }));
  }

  /** Forgets jobs that finished before a time. @returns their ids, so that their files can go too. */
  async deleteFinishedBefore(epochMs: number): Promise<string[]> {
    const old = await answered(
      this.jobs.find({ select: { id: true }, where: { finishedAt: LessThan(new Date(epochMs)) } }),
    );
    const ids = old.map(({ id }) => id);
    if (ids.length > 0) await answered(this.jobs.delete({ id: In(ids) }));
    return ids;
  }
}

function jobOf({ createdAt, startedAt, finishedAt, total, ...job }: JobEntity): Job {
  return {
    ...job,
    total: total === null ? null : Number(total),
    createdAt: createdAt.getTime(),
    startedAt: startedAt?.getTime() ?? null,
    finishedAt: finishedAt?.getTime() ?? null,
  };
}
