import { CompressionTypes, Partitioners, type Kafka, type Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK = 500;

/** A record to send. */
export interface Draft {
  /** Unique; the record's key, and part of its text where it has one. */
  readonly event: string;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record that the broker has acknowledged. */
export interface SentRecord extends Draft {
  readonly partition: number;
  readonly offset: number;
}

export interface SendOptions {
  /** Default: the next one with every chunk. */
  readonly partition?: number;
  readonly compression?: CompressionTypes;
  /** Records of one batch. */
  readonly chunk?: number;
}

/**
 * The truth that a fault test is judged by: every record that was acknowledged, by its event. The producer is
 * idempotent and never gives up, so what is acknowledged is in the topic exactly once.
 */
export class Ledger {
  readonly records = new Map<string, SentRecord>();
  private producer: Producer | null = null;
  private events = 0;
  private turn = 0;

  constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
    private readonly partitions: number,
  ) {}

  nextEvent(): string {
    return `event=${String(++this.events)}`;
  }

  /** Ordinary lines of several forms; about one in fifty cannot be a log. */
  lines(count: number): Draft[] {
    return Array.from({ length: count }, () => {
      const event = this.nextEvent();
      return { event, value: Buffer.from(lineOf(event, this.events)), headers: { trace: `trace of ${event}` } };
    });
  }

  async send(drafts: readonly Draft[], options: SendOptions = {}): Promise<SentRecord[]> {
    const { compression = CompressionTypes.None, chunk = CHUNK } = options;
    const sent: SentRecord[] = [];
    for (let i = 0; i < drafts.length; i += chunk) {
      const part = drafts.slice(i, i + chunk);
      const partition = options.partition ?? this.turn++ % this.partitions;
      const producer = await this.connected();
      const messages = part.map(({ event, value, headers }) => ({
        key: event,
        value,
        headers: headers ?? {},
        partition,
      }));
      const [ack] = await producer.send({ topic: this.topic, acks: -1, compression, messages });
      const first = Number(ack!.baseOffset);
      sent.push(...part.map((draft, j) => ({ ...draft, partition, offset: first + j })));
    }
    this.note(sent);
    return sent;
  }

  /** Takes records into the ledger that came in another way, such as over HTTP. */
  note(records: readonly SentRecord[]): void {
    for (const record of records) this.records.set(record.event, record);
  }

  /** Sends lines without end, about `perSecond`; the returned function ends it. */
  keepSending(perSecond: number): () => Promise<void> {
    const ending = new AbortController();
    const chunk = Math.max(1, Math.round(perSecond / 10));
    const loop = (async () => {
      while (!ending.signal.aborted) {
        await this.send(this.lines(chunk));
        await sleep(100);
      }
    })();
    // A failure is thrown by the function that ends it.
    loop.catch(() => undefined);
    return () => {
      ending.abort();
      return loop;
    };
  }

  /** Forgets the sequence numbers of partitions; for a topic that was made anew. */
  async close(): Promise<void> {
    const { producer } = this;
    this.producer = null;
    await producer?.disconnect();
  }

  private async connected(): Promise<Producer> {
    if (this.producer === null) {
      this.producer = this.kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        retry: { initialRetryTime: 100, maxRetryTime: 500, retries: Number.MAX_SAFE_INTEGER },
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await this.producer.connect();
    }
    return this.producer;
  }
}

function lineOf(event: string, n: number): string {
  if (n % 50 === 7) return JSON.stringify({ message: { no: 'text' }, event });
  switch (n % 4) {
    case 0:
      return `Failed password for root from 203.0.113.${String(n % 250)} port ${String(n % 60_000)} ssh2 ${event}`;
    case 1:
      return JSON.stringify({ message: `User User${String(n)} logged in. ${event}`, source: 'crm', n });
    case 2:
      return `2026-03-01 10:00:00 ERROR payment: disk /dev/sda${String(n % 9)} failed ${event}`;
    default:
      return `GET /v2/servers/detail HTTP/1.1 RCODE 404 len: ${String(n)} time: 0.19 ${event}`;
  }
}
