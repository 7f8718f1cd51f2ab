import { InputError, messageOf } from '../core/errors';
import { JobThread, type JobProgress, type JobThreadOptions } from './job-thread';

/** Finished jobs that are still told about. */
const REMEMBERED = 20;

/** How far a job is. Times are epoch milliseconds. */
export interface ThreadJob extends JobProgress {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Why there is no result, or not all that was wanted. */
  readonly problem: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** What a job is once it is new. */
export function newJob(id: string, createdAt: number): Omit<ThreadJob, 'phase' | 'total'> {
  return { id, state: 'running', done: 0, problem: null, createdAt, finishedAt: null };
}

/** Jobs of one kind, whose threads give an `R`, in this process, one at a time, each in a thread of its own. They do not survive the process. */
export class ThreadJobs<J extends ThreadJob, R> {
  private readonly known = new Map<string, J>();
  private running: { readonly stop: () => Promise<void>; readonly end: Promise<void> } | null = null;
  private stopping = false;

  /** @param kind one word, e.g. `training` */
  constructor(private readonly kind: string) {}

  /** @throws InputError while a job runs, or while the server stops */
  check(): void {
    if (this.stopping) throw new InputError('unavailable', 'stopping', 'the server is stopping');
    if (this.running !== null) {
      throw new InputError('conflict', `${this.kind}_runs`, `another ${this.kind} runs; one at a time is possible`);
    }
  }

  /**
   * Starts a job; its thread tells of progress in the fields of the job.
   * @param finish says what becomes of the job once the thread has its result
   * @throws InputError as {@link check} does
   */
  start(
    job: J,
    thread: Omit<JobThreadOptions<Pick<J, 'phase' | 'done' | 'total'>>, 'name' | 'onProgress'>,
    finish: (job: J, result: R) => J | Promise<J>,
  ): J {
    this.check();
    this.known.set(job.id, job);
    this.forgetOld();
    const running = new JobThread<Pick<J, 'phase' | 'done' | 'total'>, R>({
      ...thread,
      name: this.kind,
      onProgress: (progress) => {
        this.change(job.id, (now) => ({ ...now, ...progress }));
      },
    });
    const end = this.follow(job.id, running.result, finish);
    this.running = { stop: () => running.stop(), end };
    return job;
  }

  /** @throws InputError when there is no such job, or not any more */
  find(id: string): J {
    const job = this.known.get(id);
    if (job !== undefined) return job;
    throw new InputError('not_found', `unknown_${this.kind}`, `no ${this.kind} has the id ${id.slice(0, 64)}`);
  }

  /** Waits for the job that runs, if one does. */
  async ended(): Promise<void> {
    await this.running?.end;
  }

  /** Cancels what runs and starts nothing more. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running?.stop();
    await this.running?.end;
  }

  private async follow(id: string, result: Promise<R>, finish: (job: J, result: R) => J | Promise<J>): Promise<void> {
    try {
      const value = await result;
      const finished = await finish(this.find(id), value);
      this.change(id, () => ({ ...finished, state: 'done' }));
    } catch (error) {
      const state = this.stopping ? 'cancelled' : 'failed';
      this.change(id, (job) => ({ ...job, state, problem: messageOf(error) }));
    }
    this.change(id, (job) => ({ ...job, finishedAt: Date.now() }));
    this.running = null;
  }

  private change(id: string, changed: (job: J) => J): void {
    const job = this.known.get(id);
    if (job !== undefined) this.known.set(id, changed(job));
  }

  private forgetOld(): void {
    for (const id of [...this.known.keys()].slice(0, -REMEMBERED)) this.known.delete(id);
  }
}
