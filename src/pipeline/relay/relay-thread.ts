import { Worker } from 'node:worker_threads';
import { compiledFile } from '../../core/project';
import type { Metrics } from '../../observability/metrics';
import type { FromRelay, RelayData, ToRelay } from './relay-protocol';

const RESTART_MS = 1_000;
const FLUSH_MS = 10_000;
/** What it makes is soon garbage; more room would only be more memory. */
const YOUNG_GENERATION_MB = 24;

interface RelayLog {
  warn(text: string): void;
  log(text: string): void;
}

/** The relay's thread, seen from the server: started again when it dies, and told to flush at the end. */
export class RelayThread {
  private worker: Worker | null = null;
  private ended: Promise<void> = Promise.resolve();
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly data: RelayData,
    private readonly metrics: Metrics,
    private readonly logger: RelayLog,
  ) {}

  start(): void {
    const worker = new Worker(compiledFile('pipeline/relay/relay.worker.js'), {
      workerData: this.data,
      name: 'relay',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.worker = worker;
    worker.on('message', (message: FromRelay) => {
      this.receive(message);
    });
    worker.on('error', (error) => {
      this.logger.warn(`publishing stopped: ${error.message}; starting it again`);
    });
    this.ended = new Promise((resolve) => {
      worker.on('exit', () => {
        resolve();
        // Nothing is lost meanwhile: what is to be sent waits in the outbox.
        if (!this.stopping) {
          this.restart = setTimeout(() => {
            this.start();
          }, RESTART_MS);
        }
      });
    });
  }

  /** Sends what is there, for ten seconds at most; the rest waits in the database for the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const message: ToRelay = { kind: 'stop', deadline: Date.now() + FLUSH_MS };
    this.worker?.postMessage(message);
    await this.ended;
  }

  private receive(message: FromRelay): void {
    switch (message.kind) {
      case 'published':
        this.metrics.published.inc({ topic: message.topic }, message.records);
        break;
      case 'failed':
        this.metrics.publishFailures.inc();
        break;
      case 'failing':
        if (message.detail === null) this.logger.log('publishing works again');
        else this.logger.warn(`cannot publish now, it waits in the outbox: ${message.detail}`);
        break;
      case 'too-large':
        this.logger.warn(`${message.topic} does not take ${message.eventId} for its size; it stays in the database`);
        break;
      case 'warning':
        this.logger.warn(message.detail);
        break;
      case 'age':
        this.metrics.outboxAge.set(message.seconds);
        break;
    }
  }
}
