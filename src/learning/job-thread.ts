import { Worker } from 'node:worker_threads';
import { compiledFile } from '../core/project';

/** How long work that nothing can interrupt is waited for when a job is to stop. */
const STOP_MS = 2_000;

/** How far a job is: `done` of `total` in a phase. */
export interface JobProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** The only thing that the thread of a job is told: to end. */
interface ToJob {
  readonly kind: 'stop';
}

/** Progress, then one `done` or `failed`. */
export type FromJob<P, R> =
  | { readonly kind: 'progress'; readonly progress: P }
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'failed'; readonly detail: string };

export interface JobThreadOptions<P> {
  /** The name of the job, e.g. `training`. */
  readonly name: string;
  /** Source of the worker, relative to src, with the ending of its compiled form; it calls `runJob`. */
  readonly worker: string;
  /** What the job needs to know; it is copied. */
  readonly plan: unknown;
  /** Phases that only compute, and so may be cut off. */
  readonly interruptible: ReadonlySet<string>;
  readonly onProgress: (progress: P) => void;
}

/** One job in a thread of its own, seen from the server. */
export class JobThread<P extends JobProgress, R> {
  /** Resolves with what `runJob` was given, rejects with the reason when there is nothing; the thread is over by then. */
  readonly result: Promise<R>;
  private readonly worker: Worker;
  private phase: string | null = null;

  constructor(private readonly options: JobThreadOptions<P>) {
    const { name, worker, plan, onProgress } = options;
    this.worker = new Worker(compiledFile(worker), { workerData: plan, name });
    let result: { readonly value: R } | null = null;
    let problem = `the ${name} was stopped`;
    this.worker.on('message', (message: FromJob<P, R>) => {
      switch (message.kind) {
        case 'progress':
          this.phase = message.progress.phase;
          onProgress(message.progress);
          break;
        case 'done':
          result = { value: message.result };
          break;
        case 'failed':
          problem = message.detail;
          break;
      }
    });
    this.worker.on('error', (error) => {
      problem = error.message;
    });
    this.result = new Promise((resolve, reject) => {
      this.worker.on('exit', () => {
        if (result === null) reject(new Error(problem));
        else resolve(result.value);
      });
    });
  }

  /** Ends the job and its thread; what is not done by then is gone. */
  async stop(): Promise<void> {
    const message: ToJob = { kind: 'stop' };
    this.worker.postMessage(message);
    const timer = setTimeout(() => {
      // Not while texts are encoded: ending a thread inside a run of the model would end the process. Such a phase
      // looks for our message itself, often enough.
      if (this.phase !== null && this.options.interruptible.has(this.phase)) void this.worker.terminate();
    }, STOP_MS);
    // Whoever started the job hears how it ended.
    await this.result.catch(() => undefined);
    clearTimeout(timer);
  }
}
