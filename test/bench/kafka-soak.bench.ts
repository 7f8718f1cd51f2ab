import { Kafka, logLevel } from 'kafkajs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compressionType, registerCodecs } from '../../src/messaging/codecs';
import { RecordProducer } from '../../src/messaging/record-producer';
import { startBroker } from '../support/kafka/kafka-broker';
import { metric, residentBytes } from './child';
import { checkCounts, createTopics, rawRecords, startServer } from './kafka-rig';
import { LineSource } from './lines';
import { number, type Row } from './table';

const MINUTES = 5;
const LOGS_PER_SECOND = 10_000;
const MIB = 1024 * 1024;

/** Five minutes of a steady stream, every log republished: does memory stay where it is? */
export async function kafkaSoak(): Promise<Row[]> {
  const broker = await startBroker();
  const dataDir = mkdtempSync(join(tmpdir(), 'logsieve-soak-'));
  try {
    const kafka = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING });
    registerCodecs();
    await createTopics(kafka);
    const server = await startServer(broker.brokers, dataDir, 'all');
    const producer = new RecordProducer(kafka, compressionType('lz4'));
    const lines = new LineSource(7);
    const rows: Row[] = [];
    const started = performance.now();
    let sent = 0;
    for (let minute = 1; minute <= MINUTES; minute++) {
      let peak = 0;
      let last = 0;
      while (performance.now() < started + minute * 60_000) {
        await producer.send(rawRecords(lines, LOGS_PER_SECOND), () => {
          throw new Error('the broker does not take a record for its size');
        });
        sent += LOGS_PER_SECOND;
        while (performance.now() < started + (sent / LOGS_PER_SECOND) * 1000) {
          last = residentBytes(server) / MIB;
          peak = Math.max(peak, last);
          await sleep(50);
        }
      }
      const waiting = sent - (await metric(server, 'logsieve_published_total'));
      const figure = `${number(peak)} MiB highest, ${number(last)} at its end, ${number(waiting)} logs under way`;
      rows.push([`minute ${String(minute)}`, figure, minute === 1 ? '< 600 MB' : 'as the first']);
    }
    while ((await metric(server, 'logsieve_published_total')) < sent) await sleep(100);
    await checkCounts(kafka, dataDir, 'all', sent);
    await producer.close();
    await server.stop();
    return [[`${number(sent)} logs, each stored once and republished once`, 'yes', 'yes'], ...rows];
  } finally {
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
