import { InvalidArgumentError, type Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { ConfigError } from '../../config/load';
import { parseTimestamp } from '../../core/timestamp';
import { compressionType } from '../../messaging/codecs';
import { createKafka } from '../../messaging/kafka-client';
import { RecordProducer } from '../../messaging/record-producer';
import { runningEmbeddedUrl } from '../../persistence/embedded-postgres';
import {
  originalHeaders,
  ReplayableDeadLetters,
  type ReplayFilter,
  type StreamDeadLetter,
} from '../../persistence/stream-dead-letters';
import { openCommandDatabase } from '../command-database';
import { stderrKafkaLogger } from '../stderr-kafka-logger';

/** Small, because the values may be large and stand in memory together. */
const PART = 100;

interface ReplayOptions {
  readonly stage?: string;
  readonly since?: number;
  readonly dryRun?: boolean;
}

/** `logsieve replay-dlq`: sends dead letters back to the topic they came from, bytes untouched. */
export function addReplayDlqCommand(program: Command, config: () => AppConfig): void {
  program
    .command('replay-dlq')
    .description('send dead letters of Kafka back to the topic they came from')
    .option('--stage <stage>', 'only those that this step refused, e.g. decode or store')
    .option('--since <time>', 'only those that arrived at or after this time (ISO 8601)', readTime)
    .option('--dry-run', 'only say what would be sent')
    .action((options: ReplayOptions) => replay(config(), options));
}

async function replay(config: AppConfig, options: ReplayOptions): Promise<void> {
  const { kafka } = config;
  if (kafka.brokers === '') throw new ConfigError(['KAFKA_BROKERS (kafka.brokers): name the brokers to send to']);
  const filter = { stage: options.stage ?? null, since: options.since ?? null, until: Date.now() };
  const database = await openDatabase(config);
  const letters = new ReplayableDeadLetters(database.url);
  try {
    for (const { stage, code, count } of await letters.counts(filter)) {
      console.error(`${String(count)} from ${stage}: ${code}`);
    }
    const sent = options.dryRun === true ? 0 : await send(config, letters, filter);
    console.error(options.dryRun === true ? 'nothing was sent' : `${String(sent)} dead letters were sent back`);
  } finally {
    await letters.close();
    await database.close();
  }
}

async function send({ kafka }: AppConfig, letters: ReplayableDeadLetters, filter: ReplayFilter): Promise<number> {
  const client = createKafka(kafka, 'logsieve-replay', stderrKafkaLogger());
  const producer = new RecordProducer(client, compressionType(kafka.compression));
  let sent = 0;
  try {
    for (;;) {
      const part = await letters.replay(filter, PART, (found) => deliver(producer, found));
      sent += part;
      if (part === 0) return sent;
    }
  } finally {
    await producer.close();
  }
}

async function deliver(producer: RecordProducer, letters: readonly StreamDeadLetter[]): Promise<void> {
  const records = letters.map(({ record }) => {
    const { topic, key, value } = record;
    return { topic, key, value, headers: originalHeaders(record) };
  });
  await producer.send(records, ({ topic }) => {
    throw new Error(`${topic} does not take one of the dead letters for its size`);
  });
}

/** The database of the running server, or one that is opened for this command alone. */
async function openDatabase(config: AppConfig): Promise<{ url: string; close: () => Promise<void> }> {
  const { database, server } = config;
  const running = database.url === '' ? runningEmbeddedUrl(server.dataDir) : database.url;
  return running === null ? openCommandDatabase(config) : { url: running, close: () => Promise.resolve() };
}

function readTime(text: string): number {
  const time = parseTimestamp(text, Date.now());
  if (time === null) throw new InvalidArgumentError('must be a time such as 2026-11-21T08:00:00Z');
  return time;
}
