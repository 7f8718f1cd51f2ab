import { Kafka, logLevel } from 'kafkajs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { compressionType, registerCodecs } from '../../src/messaging/codecs';
import { RecordProducer } from '../../src/messaging/record-producer';
import { runningEmbeddedUrl } from '../../src/persistence/embedded-postgres';
import { startBroker } from '../support/kafka/kafka-broker';
import { startChild, type ChildServer } from './child';
import { LineSource } from './lines';

const PARTITIONS = 4;
const PREFIX = 'bench-';
const RAW = `${PREFIX}raw`;
const CLASSIFIED = `${PREFIX}classified`;
/** As in `npm start`. */
const NODE_OPTIONS = ['--max-old-space-size=1000'];

export type Publish = 'off' | 'all';

/** What a bench of Kafka works with. */
export interface KafkaRig {
  readonly kafka: Kafka;
  readonly brokers: string;
  /** Where the servers keep their databases. */
  readonly dataDir: string;
}

/** Runs a bench on a broker and in a folder of its own, with empty topics. */
export async function withBroker<T>(bench: (rig: KafkaRig) => Promise<T>): Promise<T> {
  const broker = await startBroker();
  const dataDir = mkdtempSync(join(tmpdir(), 'logsieve-bench-'));
  try {
    const { brokers } = broker;
    const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
    registerCodecs();
    await createTopics(kafka);
    return await bench({ kafka, brokers, dataDir });
  } finally {
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function createTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = [RAW, CLASSIFIED, `${RAW}.dlq`].map((topic) => ({ topic, numPartitions: PARTITIONS }));
  await admin.createTopics({ topics });
  await admin.disconnect();
}

/** Sends logs as applications do: JSON with a time, a source and a message. */
export class RawLogs {
  private readonly lines = new LineSource(7);
  private readonly producer: RecordProducer;

  constructor(kafka: Kafka) {
    this.producer = new RecordProducer(kafka, compressionType('lz4'));
  }

  async send(count: number): Promise<void> {
    const timestamp = new Date().toISOString();
    const records = this.lines.take(count).map((message) => ({
      topic: RAW,
      key: null,
      value: JSON.stringify({ timestamp, source: 'shop', level: 'info', message }),
      headers: {},
    }));
    await this.producer.send(records, () => {
      throw new Error('the broker does not take a record for its size');
    });
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}

/** Folder of the server that publishes so; its database stays there. */
export function dataFolder(dataDir: string, publish: Publish): string {
  return join(dataDir, publish);
}

/** A server that reads the raw topic into an embedded database of its own, which exists when it starts. */
export async function startServer(brokers: string, dataDir: string, publish: Publish): Promise<ChildServer> {
  const settings = {
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataFolder(dataDir, publish),
    KAFKA_TOPIC_PREFIX: PREFIX,
    KAFKA_RAW_TOPIC: 'raw',
    KAFKA_CLASSIFIED_TOPIC: 'classified',
    KAFKA_GROUP_ID: `bench-${publish}`,
    KAFKA_BROKERS: brokers,
    KAFKA_PUBLISH: publish,
  };
  await (await startChild(['dist/main.js', 'serve'], { ...settings, KAFKA_BROKERS: '' })).stop();
  return startChild([...NODE_OPTIONS, 'dist/main.js', 'serve'], settings);
}

/** Every record is one row, and one record of the other topic: no more, no fewer. */
export async function checkCounts(kafka: Kafka, dataDir: string, publish: Publish, records: number): Promise<void> {
  const rows = await countRows(dataFolder(dataDir, publish), 'logs');
  if (rows !== records) throw new Error(`${String(rows)} rows of ${String(records)} records`);
  if (publish === 'off') return;
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(CLASSIFIED);
  await admin.disconnect();
  const written = offsets.reduce((sum, { high }) => sum + Number(high), 0);
  if (written !== records) throw new Error(`${String(written)} records published of ${String(records)}`);
}

export async function countRows(folder: string, table: string): Promise<number> {
  const client = new Client({ connectionString: runningEmbeddedUrl(folder) ?? '' });
  await client.connect();
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  await client.end();
  return Number(rows[0]?.count);
}
