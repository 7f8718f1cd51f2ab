import type { Kafka } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runningEmbeddedUrl } from '../../src/persistence/embedded-postgres';
import { checkCounts, countRows, dataFolder, RawLogs, startServer, withBroker, type Publish } from './kafka-rig';
import { metric, residentBytes, startChild } from './child';
import { number, type Row } from './table';

const RECORDS = 1_000_000;
const PART = 10_000;
const NAIVE_SECONDS = 15;
const MIB = 1024 * 1024;

interface Measured {
  /** Logs a second into PostgreSQL. */
  readonly stored: number;
  /** Logs a second that are stored and on the topic of classified logs. */
  readonly published: number;
  readonly peakMiB: number;
}

/** A backlog in Kafka into PostgreSQL: broker, database and server on the same cores, counts checked at the end. */
export async function kafkaBench(): Promise<Row[]> {
  return withBroker(async ({ kafka, brokers, dataDir }) => {
    await fill(kafka, RECORDS);
    const off = await measure(kafka, brokers, dataDir, 'off');
    const all = await measure(kafka, brokers, dataDir, 'all');
    const naive = await measureNaive(brokers, dataDir);
    return [
      [`Kafka to PostgreSQL, ${number(RECORDS)} logs, not republished`, rate(off.stored), '≥ 60,000 logs/s'],
      [`Kafka to PostgreSQL and every log republished`, rate(all.published), '≥ 35,000 logs/s'],
      ['naive: @EventPattern a record, TypeORM insert', rate(naive), ''],
      ['  ratio', `${number(off.stored / naive)} ×`, '≥ 10 ×'],
      ['resident memory, highest', `${number(Math.max(off.peakMiB, all.peakMiB))} MiB`, '< 600 MB'],
    ];
  });
}

function rate(logs: number): string {
  return `${number(logs)} logs/s`;
}

async function fill(kafka: Kafka, records: number): Promise<void> {
  const logs = new RawLogs(kafka);
  for (let sent = 0; sent < records; sent += PART) await logs.send(Math.min(PART, records - sent));
  await logs.close();
}

async function measure(kafka: Kafka, brokers: string, dataDir: string, publish: Publish): Promise<Measured> {
  const server = await startServer(brokers, dataDir, publish);
  let peak = 0;
  const wait = async (done: () => Promise<boolean>): Promise<number> => {
    while (!(await done())) {
      peak = Math.max(peak, residentBytes(server));
      await sleep(100);
    }
    return performance.now();
  };
  let first = 0;
  const begun = await wait(async () => (first = await metric(server, 'logs_processed_total')) > 0);
  const stored = await wait(async () => (await metric(server, 'logs_processed_total')) >= RECORDS);
  const published =
    publish === 'off' ? stored : await wait(async () => (await metric(server, 'logsieve_published_total')) >= RECORDS);
  await checkCounts(kafka, dataDir, publish, RECORDS);
  await server.stop();
  const perSecond = (end: number): number => ((RECORDS - first) / (end - begun)) * 1000;
  return { stored: perSecond(stored), published: perSecond(published), peakMiB: peak / MIB };
}

async function measureNaive(brokers: string, dataDir: string): Promise<number> {
  const folder = dataFolder(dataDir, 'off');
  const postgres = await startChild(['dist/main.js', 'serve'], { PORT: '0', DATA_DIR: folder });
  const url = runningEmbeddedUrl(folder);
  if (url === null) throw new Error('the embedded PostgreSQL does not run');
  const register = './configs/tooling/typescript-register.cjs';
  const naive = await startChild(['-r', register, 'test/bench/kafka-naive.ts', url, brokers]);
  while ((await countRows(folder, 'naive_logs')) === 0) await sleep(100);
  const before = await countRows(folder, 'naive_logs');
  await sleep(NAIVE_SECONDS * 1000);
  const after = await countRows(folder, 'naive_logs');
  await naive.stop();
  await postgres.stop();
  return (after - before) / NAIVE_SECONDS;
}
