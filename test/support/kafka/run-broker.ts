/**
 * `npm run kafka`: a Kafka broker to try Logsieve with, on 127.0.0.1 and without Docker. Its records stay in data/kafka, or in
 * the folder that KAFKA_DATA names.
 */
import { join, relative } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { messageOf } from '../../../src/core/errors';
import { projectRoot } from '../../../src/core/project';
import { isTaken } from '../../../src/persistence/supervisor/ports';
import { startBroker, type KafkaBroker } from './kafka-broker';
import { KAFKA_VERSION } from './kafka-jars';

const DEFAULT_PORT = 9092;

/** Partitions by topic. */
const TOPICS = { 'raw-logs': 4, 'classified-logs': 4, 'raw-logs.dlq': 1 };

async function main(): Promise<void> {
  let broker: KafkaBroker | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Before the broker is ready it is killed by the end of this process.
    process.once(signal, () => void (broker?.stop() ?? Promise.resolve()).then(() => process.exit(0), fail));
  }
  const port = givenPort();
  if (await isTaken(port)) {
    throw new Error(`port ${String(port)} is taken by another program; KAFKA_PORT=<port> chooses another`);
  }
  const folder = process.env['KAFKA_DATA'] ?? join(projectRoot(), 'data', 'kafka');
  broker = await startBroker({
    folder,
    port,
    onLost: (reason) => {
      fail(new Error(`the Kafka broker is gone: ${reason}`));
    },
  });
  await createMissingTopics(broker.brokers);
  const { brokers } = broker;
  console.log(`Kafka ${KAFKA_VERSION} is ready on ${brokers}; Ctrl+C stops it, its records stay in ${relative(process.cwd(), folder)}.
Topics: ${Object.keys(TOPICS).join(', ')}
Try, each in a terminal of its own:
  KAFKA_BROKERS=${brokers} npm start
  KAFKA_BROKERS=${brokers} npx logsieve produce docs/examples/night.log`);
}

function givenPort(): number {
  const given = process.env['KAFKA_PORT'] ?? String(DEFAULT_PORT);
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535) {
    throw new Error(`KAFKA_PORT must be a port up to 65535, or 0 for a free one, not ${JSON.stringify(given)}`);
  }
  return port;
}

async function createMissingTopics(brokers: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = await admin.listTopics();
    const topics = Object.entries(TOPICS)
      .filter(([topic]) => !existing.includes(topic))
      .map(([topic, numPartitions]) => ({ topic, numPartitions }));
    if (topics.length > 0) await admin.createTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

function fail(error: unknown): never {
  console.error(`kafka: ${messageOf(error)}`);
  process.exit(1);
}

main().catch(fail);
