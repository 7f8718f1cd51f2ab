import { InvalidArgumentError, type Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { ConfigError } from '../../config/load';
import { messageOf } from '../../core/errors';
import { topicNames } from '../../config/kafka-topics';
import { BATCH_BYTES, batchLinesFor, LineProducer } from '../../messaging/line-producer';
import { ProduceInput } from './produce/produce-input';
import { stderrKafkaLogger } from '../stderr-kafka-logger';
import { reportJson, reportText } from './produce/produce-report';
import { resumeCommand } from './produce/resume-command';
import { startSendProgress } from './produce/send-progress';

interface ProduceOptions {
  readonly topic?: string;
  readonly source?: string;
  readonly rate?: number;
  readonly fromOffset: number;
  readonly brokers?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `logsieve produce FILE|DIR|-`: the lines of files as Kafka records. */
export function addProduceCommand(program: Command, config: () => AppConfig): void {
  program
    .command('produce')
    .description('send each line of a file (also .gz), of the files of a folder, or of standard input to Kafka')
    .argument('<input>', 'file, folder, or - for standard input')
    .option('--topic <name>', 'topic to send to (default: the one that the server reads)')
    .option('--source <name>', 'source of the lines (default: the name of the file without endings)')
    .option('--rate <lines>', 'most lines a second', readPositive)
    .option('--from-offset <bytes>', 'go on behind this byte, unpacked and over all files', readOffset, 0)
    .option('--brokers <list>', 'host:port of one or more brokers (default: KAFKA_BROKERS)')
    .option('--timeout <seconds>', 'give up when the brokers acknowledge nothing for so long', readPositive, 60)
    .option('--json', 'print what was done as JSON')
    .action((path: string, options: ProduceOptions) => produce(config(), path, options));
}

async function produce({ kafka }: AppConfig, path: string, options: ProduceOptions): Promise<void> {
  const settings = { ...kafka, brokers: options.brokers ?? kafka.brokers };
  if (settings.brokers === '') {
    throw new ConfigError([
      'KAFKA_BROKERS: not set; set it or give --brokers host:port ("npm run kafka" starts one here)',
    ]);
  }
  const topic = options.topic ?? topicNames(settings).raw;
  const linesPerSecond = options.rate ?? null;
  const input = ProduceInput.open(path, options.source ?? null);
  const producer = await LineProducer.open(
    settings,
    { topic, linesPerSecond, giveUpMs: options.timeout * 1_000 },
    options.fromOffset,
    stderrKafkaLogger(),
  );
  const stop = stopSignal();
  const limits = {
    lineBytes: settings.maxRecordBytes,
    batchLines: batchLinesFor(linesPerSecond),
    batchBytes: BATCH_BYTES,
  };
  const progress = startSendProgress(input.size);
  const started = performance.now();
  let failure: string | null = null;
  try {
    await producer.deliver(input.batches(options.fromOffset, limits, stop), stop, ({ lines }) => {
      progress.update(input.bytesRead, lines);
    });
    if (stop.aborted) failure = 'stopped by a signal';
  } catch (error) {
    const { position, unconfirmed } = producer.delivery;
    if (position === options.fromOffset && unconfirmed === 0) throw error;
    failure = messageOf(error);
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - started) / 1_000;
  const report = {
    topic,
    delivery: producer.delivery,
    seconds,
    lineBytes: limits.lineBytes,
    stopped:
      failure === null
        ? null
        : { reason: failure, resume: resumeCommand(process.argv.slice(2), producer.delivery.position) },
  };
  if (options.json === true) console.log(JSON.stringify(reportJson(report)));
  else console.error(reportText(report));
  if (failure !== null || producer.delivery.notSent > 0) process.exitCode = 1;
  // After a failure, requests may hang that nobody waits for any more: the end of the process ends them.
  if (failure === null) await producer.close();
}

/** Asks for a stop at the first signal; the second one ends the process as usual. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      console.error('logsieve: stopping behind the batch in flight');
      controller.abort();
    });
  }
  return controller.signal;
}

function readPositive(value: string): number {
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('must be a number above 0');
  return number;
}

function readOffset(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('must be a whole number of bytes');
  return Number(value);
}
