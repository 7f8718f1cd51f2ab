import { compiledFile } from '../../core/project';
import type { EncoderInfo } from './encoder-protocol';
import { EncoderThread, EncoderUnavailable } from './encoder-thread';

/** Texts in one message to the worker, about 0.1 s of its time: short enough for a prompt stop. */
const CHUNK_TEXTS = 32;
/** Chunks the worker holds, so that it never waits for this thread to take an answer. */
const CHUNKS_IN_FLIGHT = 2;
const FIRST_RESTART_MS = 1000;
const LONGEST_RESTART_MS = 60_000;

export interface EncoderOptions {
  /** Encoder folder: manifest, model and vocabulary. */
  readonly folder: string;
  /** Where texts are cut, [CLS] and [SEP] included. */
  readonly maxTokens?: number;
  /** While more texts than this wait, further calls are refused. */
  readonly maxWaiting?: number;
  /** Compiled worker; another one only to inject faults. */
  readonly workerFile?: string;
  /** Delay before the first restart after a crash, in milliseconds; it doubles up to a minute. */
  readonly restartMs?: number;
}

interface Chunk {
  readonly texts: readonly string[];
  resolve(vectors: Float32Array[]): void;
  reject(error: Error): void;
}

/**
 * Sentence embeddings from a worker thread. Texts wait in a bounded queue; a crash of the thread rejects what was
 * asked of it and starts it again with growing delay.
 */
export class Encoder {
  private thread: EncoderThread | null = null;
  private starting: Promise<EncoderInfo> | null = null;
  private closed: Promise<void> | null = null;
  private readonly waiting: Chunk[] = [];
  private inFlight = 0;
  private waitingTexts = 0;
  private drained: (() => void) | null = null;
  private restartTimer: NodeJS.Timeout | null = null;
  private restartMs: number;
  private readonly firstRestartMs: number;
  private readonly maxWaiting: number;
  private outage = 'it was not started';

  constructor(private readonly options: EncoderOptions) {
    this.firstRestartMs = options.restartMs ?? FIRST_RESTART_MS;
    this.restartMs = this.firstRestartMs;
    this.maxWaiting = options.maxWaiting ?? 8192;
  }

  /**
   * Starts the thread and loads the model; calls of {@link encode} made meanwhile wait.
   * @throws Error naming the file when the model is missing, broken or half written
   */
  async start(): Promise<EncoderInfo> {
    if (this.closed !== null) throw new EncoderUnavailable('the encoder is closed');
    this.starting ??= this.launch();
    return this.starting;
  }

  /**
   * One embedding a text, in their order.
   * @throws EncoderUnavailable when the thread is down, the queue is full or the encoder is closed
   */
  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const refusal = this.refusal();
    if (refusal !== null) throw new EncoderUnavailable(refusal);
    const chunks: Promise<Float32Array[]>[] = [];
    for (let at = 0; at < texts.length; at += CHUNK_TEXTS) {
      const chunk = texts.slice(at, at + CHUNK_TEXTS);
      this.waitingTexts += chunk.length;
      chunks.push(
        new Promise((resolve, reject) => {
          this.waiting.push({ texts: chunk, resolve, reject });
        }),
      );
    }
    this.pump();
    return (await Promise.all(chunks)).flat();
  }

  /** Refuses new texts, finishes those it has and ends the thread. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private refusal(): string | null {
    if (this.closed !== null) return 'the encoder is closed';
    if (this.thread === null && this.starting === null) return `the encoder is down: ${this.outage}`;
    if (this.waitingTexts <= this.maxWaiting) return null;
    return `the encoder has ${String(this.waitingTexts)} texts waiting, more than its limit of ${String(this.maxWaiting)}`;
  }

  private async launch(): Promise<EncoderInfo> {
    const { folder, maxTokens = 64, workerFile = compiledFile('classification/bert/encoder.worker.js') } = this.options;
    try {
      const thread = await EncoderThread.start(workerFile, { folder, maxTokens });
      this.thread = thread;
      void thread.ended.then((reason) => {
        this.onEnd(reason);
      });
      this.pump();
      return thread.info;
    } catch (error) {
      this.goDown(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  private pump(): void {
    while (this.thread !== null && this.inFlight < CHUNKS_IN_FLIGHT) {
      const chunk = this.waiting.shift();
      if (chunk === undefined) break;
      this.waitingTexts -= chunk.texts.length;
      void this.send(this.thread, chunk);
    }
    if (this.waiting.length === 0 && this.inFlight === 0) this.drained?.();
  }

  private async send(thread: EncoderThread, chunk: Chunk): Promise<void> {
    this.inFlight++;
    try {
      const vectors = await thread.encode(chunk.texts);
      const { dimensions } = thread.info;
      this.restartMs = this.firstRestartMs;
      chunk.resolve(chunk.texts.map((_, row) => vectors.subarray(row * dimensions, (row + 1) * dimensions)));
    } catch (error) {
      chunk.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.inFlight--;
    this.pump();
  }

  private onEnd(reason: Error | null): void {
    this.goDown(reason ?? new Error('it was closed'));
    this.restartLater();
  }

  /** Starts the thread again after a delay that doubles until it answers something. */
  private restartLater(): void {
    if (this.closed !== null) return;
    this.restartTimer = setTimeout(() => {
      this.start().catch(() => {
        this.restartLater();
      });
    }, this.restartMs);
    this.restartMs = Math.min(this.restartMs * 2, LONGEST_RESTART_MS);
  }

  private goDown(reason: Error): void {
    this.thread = null;
    this.starting = null;
    this.outage = reason.message;
    this.waitingTexts = 0;
    for (const chunk of this.waiting.splice(0)) {
      chunk.reject(new EncoderUnavailable(`the encoder is down: ${reason.message}`));
    }
    this.drained?.();
  }

  private async shutDown(): Promise<void> {
    if (this.restartTimer !== null) clearTimeout(this.restartTimer);
    // A start that fails has nothing to close, and was reported to who asked for it.
    await this.starting?.catch(() => undefined);
    if (this.waiting.length > 0 || this.inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.drained = resolve;
      });
    }
    await this.thread?.close();
  }
}
