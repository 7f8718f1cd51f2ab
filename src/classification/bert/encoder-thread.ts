import { Worker } from 'node:worker_threads';
import type { EncoderInfo, EncoderWorkerData, FromEncoder, ToEncoder } from './encoder-protocol';

interface Pending {
  resolve(vectors: Float32Array): void;
  reject(error: Error): void;
}

/** The encoder cannot answer now: it is starting again, overloaded or closed. Nothing is known about the texts. */
export class EncoderUnavailable extends Error {
  override readonly name = 'EncoderUnavailable';
}

/** One life of the encoder's worker thread, from a loaded model to its end. */
export class EncoderThread {
  private readonly pending: Pending[] = [];
  private closing = false;
  /** Why the thread is no more. */
  private over: Error | null = null;

  private constructor(
    private readonly worker: Worker,
    readonly info: EncoderInfo,
    /** Resolves when the thread has ended, with the reason when nobody asked for it. */
    readonly ended: Promise<Error | null>,
  ) {}

  /**
   * Starts the thread and waits until its model is loaded.
   * @param file compiled worker
   * @throws Error with the worker's own words when the model is refused
   */
  static async start(file: string, data: EncoderWorkerData): Promise<EncoderThread> {
    const worker = new Worker(file, { workerData: data, name: 'encoder' });
    return new Promise((resolve, reject) => {
      let thread: EncoderThread | null = null;
      let failure: Error | null = null;
      const ended = new Promise<Error | null>((settle) => {
        worker.on('error', (error) => {
          // A copy from another thread: it looks like an Error, but need not be an instance of this thread's class.
          failure = new Error(error.message);
        });
        worker.on('exit', (code) => {
          const reason = failure ?? new Error(`the encoder thread ended with code ${String(code)}`);
          reject(reason);
          settle(thread?.fail(reason) ?? reason);
        });
      });
      worker.on('message', (message: FromEncoder) => {
        if (message.kind === 'ready') {
          thread = new EncoderThread(worker, { dimensions: message.dimensions, hash: message.hash }, ended);
          resolve(thread);
        } else if (message.kind === 'refused') {
          failure = new Error(message.detail);
        } else {
          thread?.receive(message);
        }
      });
    });
  }

  /** Embeddings of the texts, one after another in one array; answers come in the order of the calls. */
  encode(texts: readonly string[]): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.pending.push({ resolve, reject });
      // What is posted to an ended thread is never answered.
      if (this.over === null) this.post({ kind: 'encode', texts });
      else this.fail(this.over);
    });
  }

  /** Lets the thread finish what it has and end by itself: terminating it inside a run would abort the process. */
  async close(): Promise<void> {
    this.closing = true;
    this.post({ kind: 'close' });
    await this.ended;
  }

  private post(message: ToEncoder): void {
    this.worker.postMessage(message);
  }

  private receive(message: Extract<FromEncoder, { kind: 'encoded' | 'failed' }>): void {
    const request = this.pending.shift();
    if (message.kind === 'encoded') request?.resolve(message.vectors);
    else request?.reject(new Error(`the encoder failed: ${message.detail}`));
  }

  /** Ends everything in flight; null when the end was asked for and nothing was lost. */
  private fail(reason: Error): Error | null {
    this.over = reason;
    const lost = this.pending.splice(0);
    for (const request of lost) {
      request.reject(new EncoderUnavailable(`the encoder thread stopped while it worked: ${reason.message}`));
    }
    return this.closing && lost.length === 0 ? null : reason;
  }
}
