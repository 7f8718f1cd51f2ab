import { Partitioners, type CompressionTypes, type IHeaders, type Producer, type RetryOptions } from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaConfig } from '../config/kafka.config';
import { InputError, messageOf } from '../core/errors';
import { compressionType } from './codecs';
import { createKafka, PATIENT, type KafkaLogger } from './kafka-client';
import { isProtocolError, isTooLarge } from './protocol-error';
import { SOURCE_HEADER } from './record-batch';

/** Most lines of one batch; kafkajs gets slower with the square of this number. */
const BATCH_LINES = 1_000;
/** Most bytes of one batch, unless a single line has more: half of what a broker takes by default. */
export const BATCH_BYTES = 512 * 1024;
/** How often a limited sender sends, in times a second: what makes its rate even. */
const SENDS_PER_SECOND = 10;
/** `giveUpMs` ends a send. Fewer tries would leave open whether the broker has the batch. */
const ENDLESS: RetryOptions = { ...PATIENT, retries: Number.MAX_SAFE_INTEGER };

const CLIENT_ID = 'logsieve-produce';
const NO_TOPIC = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION']);

/** Some lines of one source, one behind the other. */
export interface LineBatch {
  /** Without line ends; may be empty when all lines here were blank or too long. */
  readonly lines: readonly Buffer[];
  /** Travels as the record header `source`. */
  readonly source: string | null;
  /** Bytes of the whole input up to behind these lines. */
  readonly end: number;
  /** Lines that were left out because they are longer than the limit. */
  readonly overlong: number;
}

export interface LineProducerOptions {
  readonly topic: string;
  /** Null sends as fast as the brokers take it. */
  readonly linesPerSecond: number | null;
  /** Silence of the brokers after which sending is given up, in milliseconds. */
  readonly giveUpMs: number;
}

/** What the brokers have acknowledged. */
export interface Delivery {
  readonly lines: number;
  /** Of these lines, without line ends. */
  readonly bytes: number;
  /** Lines that were too long, for us or for the topic. */
  readonly notSent: number;
  /** Bytes of the input up to behind the last line that is done with: go on from here. */
  readonly position: number;
  /** Lines behind `position` whose sending failed: they may be in the topic all the same. */
  readonly unconfirmed: number;
}

/** Most lines of a batch for an even rate. */
export function batchLinesFor(linesPerSecond: number | null): number {
  if (linesPerSecond === null) return BATCH_LINES;
  return Math.min(BATCH_LINES, Math.max(1, Math.floor(linesPerSecond / SENDS_PER_SECOND)));
}

/**
 * Sends lines to a topic, a record a line, one batch after the other, and knows exactly how far it has come. A batch
 * goes to one partition, the next batch to the next one: a repeat after a lost answer then is the same request to the
 * same broker, which knows it by its sequence number and does not write it twice.
 */
export class LineProducer {
  private delivered: Delivery;
  private dueAt = 0;
  private turn: number;

  private constructor(
    private readonly producer: Producer,
    private readonly compression: CompressionTypes,
    private readonly partitions: number,
    private readonly options: LineProducerOptions,
    position: number,
  ) {
    // Many small inputs must not all begin with the same partition.
    this.turn = Math.floor(Math.random() * partitions);
    this.delivered = { lines: 0, bytes: 0, notSent: 0, position, unconfirmed: 0 };
  }

  /**
   * Looks for the topic, which is never created here.
   * @param position of the first line in the whole input, in bytes
   * @throws InputError when there is no such topic, or no broker that lets us in
   */
  static async open(
    config: KafkaConfig,
    options: LineProducerOptions,
    position: number,
    logger: KafkaLogger,
  ): Promise<LineProducer> {
    const partitions = await partitionsOf(config, options.topic);
    const producer = createKafka(config, CLIENT_ID, logger, PATIENT).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: ENDLESS,
      // Takes the partition that a message names, as all of ours do.
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await answered(producer.connect(), options.giveUpMs);
    return new LineProducer(producer, compressionType(config.compression), partitions, options, position);
  }

  get delivery(): Delivery {
    return this.delivered;
  }

  /**
   * Sends all lines, or those up to the end of the batch in work when the signal comes; `delivery` holds what is done,
   * also when this rejects.
   */
  async deliver(
    batches: AsyncIterable<LineBatch>,
    signal: AbortSignal,
    onProgress: (delivery: Delivery) => void,
  ): Promise<void> {
    this.dueAt = performance.now();
    try {
      for await (const batch of batches) {
        await this.pace(batch.lines.length, signal);
        if (signal.aborted) return;
        await this.send(batch);
        onProgress(this.delivered);
      }
    } catch (error) {
      // The wait for more input or for the next turn was cut short, as it was asked to be.
      if (!(signal.aborted && error instanceof Error && error.name === 'AbortError')) throw error;
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }

  private async send({ lines, source, end, overlong }: LineBatch): Promise<void> {
    this.turn = (this.turn + 1) % this.partitions;
    let refused: readonly Buffer[];
    try {
      refused = await this.sendLines(lines, source === null ? {} : { [SOURCE_HEADER]: source });
    } catch (error) {
      this.delivered = { ...this.delivered, unconfirmed: lines.length };
      throw error;
    }
    const before = this.delivered;
    this.delivered = {
      lines: before.lines + lines.length - refused.length,
      bytes: before.bytes + sizeOf(lines) - sizeOf(refused),
      notSent: before.notSent + overlong + refused.length,
      position: end,
      unconfirmed: 0,
    };
  }

  /** Returns the lines that the topic does not take for their size. */
  private async sendLines(lines: readonly Buffer[], headers: IHeaders): Promise<readonly Buffer[]> {
    if (lines.length === 0) return [];
    const messages = lines.map((value) => ({ key: null, value, headers, partition: this.turn }));
    const { topic, giveUpMs } = this.options;
    try {
      await answered(this.producer.send({ topic, acks: -1, compression: this.compression, messages }), giveUpMs);
      return [];
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (lines.length === 1) return lines;
      const middle = lines.length >> 1;
      const refused = await this.sendLines(lines.slice(0, middle), headers);
      return [...refused, ...(await this.sendLines(lines.slice(middle), headers))];
    }
  }

  /** Waits for the turn of so many lines; what a slow broker has cost is made up for by one batch at most. */
  private async pace(lines: number, signal: AbortSignal): Promise<void> {
    const { linesPerSecond } = this.options;
    if (linesPerSecond === null || lines === 0) return;
    const now = performance.now();
    const wait = this.dueAt - now;
    const interval = (lines / linesPerSecond) * 1_000;
    this.dueAt = Math.max(this.dueAt, now - interval) + interval;
    if (wait > 0) await delay(wait, undefined, { signal });
  }
}

/** kafkajs has no limit of its own that would hold for all of a request with its reconnects. */
async function answered(request: Promise<unknown>, giveUpMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the brokers have acknowledged nothing for ${String(giveUpMs / 1_000)} s`));
    }, giveUpMs);
  });
  try {
    await Promise.race([request, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** Says how many partitions a topic has. */
async function partitionsOf(config: KafkaConfig, topic: string): Promise<number> {
  // What goes wrong here is thrown below, once; kafkajs says it at every try.
  const quiet: KafkaLogger = { warn: () => undefined, debug: () => undefined };
  const admin = createKafka(config, CLIENT_ID, quiet).admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
  } catch (error) {
    if (isProtocolError(error, NO_TOPIC)) {
      throw new InputError(
        'not_found',
        'no_such_topic',
        `${config.brokers}: there is no topic ${topic}; create it first`,
      );
    }
    throw new InputError('unavailable', 'no_broker', `${config.brokers}: Kafka cannot be used: ${messageOf(error)}`);
  } finally {
    await admin.disconnect();
  }
}

function sizeOf(lines: readonly Buffer[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
