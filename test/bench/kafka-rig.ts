import type { Kafka } from 'kafkajs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { OutgoingRecord } from '../../src/messaging/packed-records';
import { runningEmbeddedUrl } from '../../src/persistence/embedded-postgres';
import { startChild, type ChildServer } from './child';
import type { LineSource } from './lines';

const PARTITIONS = 4;
const PREFIX = 'bench-';
const RAW = `${PREFIX}raw`;
const CLASSIFIED = `${PREFIX}classified`;
/** As in `npm start`. */
const NODE_OPTIONS = ['--max-semi-space-size=32', '--max-old-space-size=1000'];

export type Publish = 'off' | 'all';

export async function createTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = [RAW, CLASSIFIED, `${RAW}.dlq`].map((topic) => ({ topic, numPartitions: PARTITIONS }));
  await admin.createTopics({ topics });
  await admin.disconnect();
}

/** Logs as applications send them: JSON with a time, a source and a message. */
export function rawRecords(lines: LineSource, count: number): OutgoingRecord[] {
  const timestamp = new Date().toISOString();
  return lines.take(count).map((message) => ({
    topic: RAW,
    key: null,
    value: JSON.stringify({ timestamp, source: 'shop', level: 'info', message }),
    headers: {},
  }));
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
