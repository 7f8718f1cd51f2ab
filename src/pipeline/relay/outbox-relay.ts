import { messageOf } from '../../core/errors';
import { jitteredDelay, pause } from '../../core/waiting';
import type { OutgoingRecord } from '../../messaging/packed-records';
import type { RecordProducer } from '../../messaging/record-producer';
import { OUTBOX_READERS, type Announced, type Outbox } from '../../persistence/outbox';
import { EVENT_ID_HEADER, outgoing } from './outgoing';
import type { FromRelay } from './relay-protocol';

/** Outbox messages of one transaction; each announces up to a few thousand rows. */
const MESSAGES = 1;
const IDLE_MS = 100;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
const AGE_MS = 5_000;

export interface RelayOptions {
  readonly version: string;
  readonly tell: (message: FromRelay) => void;
}

/**
 * Sends what the outbox announces to Kafka, at least once, and forgets it when the brokers have it. It never gives
 * up: what cannot be sent waits in the database.
 */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private failing = false;
  private toldAge = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly producer: RecordProducer,
    private readonly options: RelayOptions,
  ) {}

  /** Runs until it is stopped, and then until the outbox is empty or cannot be sent. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: OUTBOX_READERS }, () => this.work()));
  }

  private async work(): Promise<void> {
    let failures = 0;
    for (;;) {
      let sent = 0;
      try {
        sent = await this.outbox.drain(MESSAGES, (announced) => this.send(announced));
        failures = 0;
        this.settle();
        await this.tellAge();
      } catch (error) {
        this.fail(error);
        if (this.stopping.signal.aborted) return;
        await pause(jitteredDelay(failures++, FIRST_DELAY_MS, LONGEST_DELAY_MS), this.stopping.signal);
        continue;
      }
      if (sent > 0) continue;
      if (this.stopping.signal.aborted) return;
      await pause(IDLE_MS, this.stopping.signal);
    }
  }

  /** Sends what is there already and ends. */
  stop(): void {
    this.stopping.abort();
  }

  private async send(announced: readonly Announced[]): Promise<void> {
    const { version, tell } = this.options;
    const records = announced.flatMap((message) => outgoing(message, version));
    const tooLarge = new Set<OutgoingRecord>();
    await this.producer.send(records, (record) => {
      tooLarge.add(record);
      tell({ kind: 'too-large', topic: record.topic, eventId: String(record.headers[EVENT_ID_HEADER]) });
    });
    const counts = new Map<string, number>();
    for (const record of records) {
      if (!tooLarge.has(record)) counts.set(record.topic, (counts.get(record.topic) ?? 0) + 1);
    }
    for (const [topic, count] of counts) tell({ kind: 'published', topic, records: count });
  }

  private settle(): void {
    if (!this.failing) return;
    this.failing = false;
    this.options.tell({ kind: 'failing', detail: null });
  }

  private fail(error: unknown): void {
    this.options.tell({ kind: 'failed' });
    if (this.failing) return;
    this.failing = true;
    this.options.tell({ kind: 'failing', detail: messageOf(error) });
  }

  private async tellAge(): Promise<void> {
    if (Date.now() - this.toldAge < AGE_MS) return;
    this.toldAge = Date.now();
    this.options.tell({ kind: 'age', seconds: await this.outbox.age() });
  }
}
