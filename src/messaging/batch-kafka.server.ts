import { ServerKafka, type MessageHandler } from '@nestjs/microservices';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { messageOf } from '../core/errors';
import { growingDelay, pause } from '../core/waiting';
import { registerCodecs } from './codecs';
import { FetchedBatch } from './fetched-batch';
import { PATIENT } from './kafka-client';
import { registerTopicIds, topicIdOf } from './topic-ids';

const KIB = 1024;
/** Enough for a few thousand logs, so that one transaction is worth its COMMIT. */
const BYTES_PER_PARTITION = 256 * KIB;
const MIN_BYTES = 64 * KIB;
/** How long a broker may wait for MIN_BYTES: the latency of a quiet topic. */
const MAX_WAIT_MS = 50;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** A batch in which nothing has moved for so long is stuck. */
const STUCK_MS = 60_000;
/** Fetches answer several times a second, even without records. */
const SILENT_MS = 30_000;

export interface BatchKafkaOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  /** Topic of each pattern that handlers are registered for. */
  readonly topics: ReadonlyMap<string, string>;
  /** Partitions worked on at once. */
  readonly concurrency: number;
  readonly sessionMs: number;
  readonly onWarn: (text: string) => void;
}

/**
 * Nest's Kafka transport by the batch. The stock one runs `eachMessage`, decodes the bytes first, and commits what a
 * failed handler has not processed. This one hands a handler all records of a fetch at once and commits only what
 * the handler says is done with. Handlers are found as always, by `@EventPattern`.
 *
 * It never gives up: while the brokers are away, or when kafkajs has ended a consumer for good, it builds a new one.
 */
export class BatchKafkaServer extends ServerKafka {
  private state: 'stopped' | 'connecting' | 'running' = 'stopped';
  private problem = 'not started';
  private readonly closing = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private readonly inWork = new Map<string, number>();
  private heardAt = 0;
  private readonly admin: Admin;

  constructor(private readonly settings: BatchKafkaOptions) {
    super({ consumer: { groupId: settings.groupId }, postfixId: '' });
    registerCodecs();
    registerTopicIds();
    this.admin = settings.kafka.admin();
  }

  /** Resolves at once: the server is useful without Kafka, and readiness says what is missing. */
  override listen(callback: (error?: unknown) => void): Promise<void> {
    this.loop = this.connect();
    callback();
    return Promise.resolve();
  }

  /** Finishes the batches in work, commits them and leaves the group. */
  override async close(): Promise<void> {
    this.closing.abort();
    await this.consumer?.disconnect();
    await this.loop;
    await this.admin.disconnect();
  }

  /** @throws Error with the reason when no records can be read now. */
  checkReady(): string {
    if (this.state !== 'running') throw new Error(this.problem);
    const silent = Date.now() - this.heardAt;
    if (silent > SILENT_MS && this.inWork.size === 0) {
      throw new Error(`the brokers have not answered for ${String(Math.round(silent / 1000))} s`);
    }
    return `reads ${[...this.settings.topics.values()].join(', ')}`;
  }

  /** @throws Error when a batch is stuck. */
  checkAlive(): void {
    for (const [place, at] of this.inWork) {
      const seconds = Math.round((Date.now() - at) / 1000);
      if (Date.now() - at > STUCK_MS) throw new Error(`${place} has not moved for ${String(seconds)} s`);
    }
  }

  private async connect(): Promise<void> {
    for (let attempt = 0; !this.closing.signal.aborted; attempt++) {
      this.state = 'connecting';
      try {
        await this.startConsumer();
        return;
      } catch (error) {
        this.problem = messageOf(error);
        await this.consumer?.disconnect().catch(() => undefined);
        const wait = growingDelay(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS) * (0.5 + Math.random() / 2);
        this.settings.onWarn(`Kafka cannot be read: ${this.problem}; next try in ${(wait / 1000).toFixed(1)} s`);
        await pause(wait, this.closing.signal);
      }
    }
  }

  private async startConsumer(): Promise<void> {
    const { kafka, groupId, sessionMs } = this.settings;
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      heartbeatInterval: Math.min(3_000, Math.floor(sessionMs / 5)),
      rebalanceTimeout: Math.max(60_000, sessionMs),
      maxBytesPerPartition: BYTES_PER_PARTITION,
      minBytes: MIN_BYTES,
      maxWaitTimeInMs: MAX_WAIT_MS,
      // A topic that is made again or gets partitions is noticed within this time.
      metadataMaxAge: 30_000,
      allowAutoTopicCreation: false,
      retry: PATIENT,
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, () => {
      this.state = 'running';
      this.heardAt = Date.now();
    });
    consumer.on(consumer.events.FETCH, () => {
      this.heardAt = Date.now();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.state = 'connecting';
      this.problem = messageOf(payload.error);
      if (payload.restart || this.closing.signal.aborted) return;
      // kafkajs has given this consumer up for good; the process would live on and read nothing.
      this.settings.onWarn(`the consumer ended: ${this.problem}; building a new one`);
      this.loop = this.connect();
    });
    await this.admin.connect();
    await consumer.connect();
    await this.bindEvents(consumer);
  }

  override async bindEvents(consumer: Consumer): Promise<void> {
    const patterns = [...this.messageHandlers.keys()];
    const handlers = new Map<string, MessageHandler>();
    for (const pattern of patterns) {
      const topic = this.settings.topics.get(pattern);
      const handler = this.getHandlerByPattern(pattern);
      if (topic === undefined || handler === null) throw new Error(`no topic is set for the handler of "${pattern}"`);
      handlers.set(topic, handler);
    }
    await consumer.subscribe({ topics: [...handlers.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.settings.concurrency,
      eachBatch: async (payload) => {
        const handler = handlers.get(payload.batch.topic);
        if (handler === undefined) throw new Error(`no handler for the topic ${payload.batch.topic}`);
        await this.handleBatch(payload, handler, consumer);
      },
    });
  }

  private async handleBatch(payload: EachBatchPayload, handler: MessageHandler, consumer: Consumer): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    if (messages.length === 0 || !payload.isRunning() || payload.isStale()) return;
    const place = `${topic}/${String(partition)}`;
    const batch = new FetchedBatch(payload, {
      topicId: () => topicIdOf(this.admin, topic),
      lowWatermark: () => this.lowWatermark(topic, partition),
      onProgress: () => this.inWork.set(place, Date.now()),
    });
    this.inWork.set(place, Date.now());
    try {
      const result: unknown = await handler(batch);
      // Nest turns what a handler throws into an error of this stream; unread, it would pass for success.
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
      const seek = await batch.commit();
      if (seek !== null) consumer.seek({ topic, partition, offset: String(seek) });
    } finally {
      this.inWork.delete(place);
    }
    batch.rethrowLoss();
  }

  private async lowWatermark(topic: string, partition: number): Promise<number> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    const found = offsets.find((one) => one.partition === partition);
    if (found === undefined) throw new Error(`the topic ${topic} has no partition ${String(partition)}`);
    return Number(found.low);
  }
}
