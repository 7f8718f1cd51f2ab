import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, KafkaJSProtocolError, logLevel, Partitioners, type Admin, type Message, type Producer } from 'kafkajs';
import type { KafkaConfig } from '../../../src/config/kafka.config';
import { compressionType, registerCodecs } from '../../../src/messaging/codecs';
import { ensureKafkaJars, missingForBroker } from './kafka-jars';
import { askForTestBroker } from './test-broker';
import { readTopic, type Enough, type TopicRecord } from './topic-reader';

const BROKERS_VARIABLE = 'KAFKA_BROKERS';
/** A first run downloads Kafka. */
const PREPARE_TIMEOUT_MS = 310_000;
const READ_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
const SETTLE_MS = 20_000;

/** A connection to the brokers that KAFKA_BROKERS names, or else to the one that all tests of this run share. */
export async function kafkaForTests(): Promise<TestKafka> {
  return await TestKafka.connect(process.env[BROKERS_VARIABLE] ?? (await askForTestBroker()));
}

/** A suite on {@link kafkaForTests}; skipped, and said so, where no broker can be had, unless that is CI. */
export function describeKafka(name: string, define: () => void): void {
  if (process.env[BROKERS_VARIABLE] !== undefined) describe(name, define);
  else describeBroker(name, define);
}

/** A suite that starts brokers of its own, because it breaks them. */
export function describeBroker(name: string, define: () => void): void {
  const missing = missingForBroker();
  if (missing !== null && process.env['CI'] !== 'true') {
    process.stderr.write(`SKIPPED ${name}: ${missing}\n`);
    describe.skip(name, define);
    return;
  }
  describe(name, () => {
    beforeAll(ensureKafkaJars, PREPARE_TIMEOUT_MS);
    define();
  });
}

/** What tests do with Kafka themselves, beside the code that they test. */
export class TestKafka {
  private readonly topics = new Set<string>();

  private constructor(
    /** For KAFKA_BROKERS. */
    readonly brokers: string,
    private readonly kafka: Kafka,
    private readonly admin: Admin,
    private readonly producer: Producer,
  ) {}

  static async connect(brokers: string): Promise<TestKafka> {
    registerCodecs();
    const kafka = new Kafka({
      brokers: brokers.split(','),
      logLevel: logLevel.NOTHING,
      // A broker on a busy machine takes its time to become the coordinator and the leader of what is new.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 },
    });
    const admin = kafka.admin();
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await Promise.all([admin.connect(), producer.connect()]);
    return new TestKafka(brokers, kafka, admin, producer);
  }

  /** A name that no other test uses. */
  uniqueTopic(): string {
    return `test-${randomBytes(6).toString('hex')}`;
  }

  /** {@link close} deletes it. */
  async createTopic(topic: string, partitions = 1, configs: Readonly<Record<string, string>> = {}): Promise<void> {
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    const created = await this.admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] });
    if (!created) throw new Error(`topic ${topic} exists already`);
    this.topics.add(topic);
  }

  /** Returns when the brokers do not know the topic any more. */
  async deleteTopic(topic: string): Promise<void> {
    await this.admin.deleteTopics({ topics: [topic] });
    this.topics.delete(topic);
    while ((await this.admin.listTopics()).includes(topic)) await sleep(POLL_MS);
  }

  /**
   * Writes one batch a partition and waits until it is acknowledged.
   * @param codec a topic made with the config `compression.type` is packed by the broker: the way to zstd.
   */
  async produce(
    topic: string,
    messages: readonly (string | Buffer | null | Message)[],
    options: { readonly partition?: number; readonly codec?: KafkaConfig['compression'] } = {},
  ): Promise<void> {
    const { partition, codec = 'none' } = options;
    await this.producer.send({
      topic,
      compression: compressionType(codec),
      messages: messages.map((given) => ({
        ...(isValue(given) ? { value: given } : given),
        ...(partition === undefined ? {} : { partition }),
      })),
    });
  }

  /**
   * Reads a topic from its beginning.
   * @param options.until number of records, or a condition on them; without it, all that are there now.
   * @param options.timeoutMs 10 s when left out.
   * @returns ordered by partition and offset; more than asked for when they came in the same batch.
   */
  async readAll(
    topic: string,
    options: {
      readonly until?: number | ((records: readonly TopicRecord[]) => boolean);
      readonly timeoutMs?: number;
    } = {},
  ): Promise<TopicRecord[]> {
    const { until, timeoutMs = READ_TIMEOUT_MS } = options;
    let enough: Enough;
    if (typeof until === 'number') enough = (records) => records.length >= until;
    else enough = until ?? (await this.allOf(topic));
    return await readTopic(this.kafka, topic, enough, timeoutMs);
  }

  /** Evicts the records before `offset`, as retention does. */
  async deleteRecordsBefore(topic: string, partition: number, offset: number): Promise<void> {
    // kafkajs looks the leaders up before it asks for those of a topic that is new to it.
    await patiently(() => this.admin.fetchTopicOffsets(topic));
    await this.admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
  }

  /** The offset behind the last record, by partition. */
  async endOffsets(topic: string): Promise<number[]> {
    const offsets = await patiently(() => this.admin.fetchTopicOffsets(topic));
    return byPartition(offsets.map(({ partition, high }) => [partition, high]));
  }

  /** The committed offset of a group, by partition; -1 where it has none. */
  async committed(groupId: string, topic: string): Promise<number[]> {
    const [offsets] = await patiently(() => this.admin.fetchOffsets({ groupId, topics: [topic] }));
    return byPartition((offsets?.partitions ?? []).map(({ partition, offset }) => [partition, offset]));
  }

  /** Deletes the topics that it has made and disconnects. */
  async close(): Promise<void> {
    if (this.topics.size > 0) await this.admin.deleteTopics({ topics: [...this.topics] });
    await Promise.all([this.admin.disconnect(), this.producer.disconnect()]);
  }

  private async allOf(topic: string): Promise<Enough> {
    const offsets = await patiently(() => this.admin.fetchTopicOffsets(topic));
    const filled = offsets.filter(({ low, high }) => low !== high);
    return (_, next) => filled.every(({ partition, high }) => (next.get(partition) ?? 0) >= Number(high));
  }
}

function isValue(given: string | Buffer | null | Message): given is string | Buffer | null {
  return given === null || typeof given === 'string' || Buffer.isBuffer(given);
}

function byPartition(offsets: readonly (readonly [number, string])[]): number[] {
  return [...offsets].sort(([a], [b]) => a - b).map(([, offset]) => Number(offset));
}

/**
 * Asks again while a broker says that it is not yet the leader or coordinator that it has just been named: on a busy
 * machine that takes a moment, and kafkajs's admin gives up at the first such answer.
 */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof KafkaJSProtocolError && error.retriable) || Date.now() > deadline) throw error;
    }
    await sleep(POLL_MS);
  }
}
