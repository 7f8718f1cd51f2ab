import { Worker } from 'node:worker_threads';
import { compiledFile } from '../core/project';
import type { TrainingPlan } from './train-version';
import type { TrainProgress } from './trainer';
import type { FromTraining, ToTraining } from './training-protocol';

/** How long a fit, which nothing can interrupt, is waited for when the training is to stop. */
const STOP_MS = 2_000;

/** One training in a thread of its own, seen from the server. */
export class TrainingThread {
  /** Resolves with the new version, rejects with the reason when there is none; the thread is over by then. */
  readonly result: Promise<string>;
  private readonly worker: Worker;
  private phase: TrainProgress['phase'] = 'encode';

  constructor(plan: TrainingPlan, onProgress: (progress: TrainProgress) => void) {
    this.worker = new Worker(compiledFile('learning/training.worker.js'), { workerData: plan, name: 'training' });
    let version: string | null = null;
    let problem = 'the training was stopped';
    this.worker.on('message', (message: FromTraining) => {
      switch (message.kind) {
        case 'progress':
          this.phase = message.phase;
          onProgress({ phase: message.phase, done: message.done, total: message.total });
          break;
        case 'done':
          version = message.version;
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
        if (version === null) reject(new Error(problem));
        else resolve(version);
      });
    });
  }

  /** Ends the training and its thread; what is not saved by then is gone. */
  async stop(): Promise<void> {
    const message: ToTraining = { kind: 'stop' };
    this.worker.postMessage(message);
    const timer = setTimeout(() => {
      // Not while texts are encoded: ending a thread inside a run of the model would end the process. That phase
      // looks for our message itself, often enough.
      if (this.phase !== 'encode') void this.worker.terminate();
    }, STOP_MS);
    // Whoever started the training hears how it ended.
    await this.result.catch(() => undefined);
    clearTimeout(timer);
  }
}
