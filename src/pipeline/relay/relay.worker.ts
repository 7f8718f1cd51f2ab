import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { compressionType } from '../../messaging/codecs';
import { topicNames } from '../../config/kafka-topics';
import { createKafka } from '../../messaging/kafka-client';
import { RecordProducer } from '../../messaging/record-producer';
import { Outbox } from '../../persistence/outbox';
import { OutboxRelay } from './outbox-relay';
import type { FromRelay, RelayData, ToRelay } from './relay-protocol';

/** Publishing in a thread of its own: encoding costs as much as classifying, and must not slow it down. */
async function relay(port: MessagePort, { databaseUrl, kafka, version }: RelayData): Promise<void> {
  const tell = (message: FromRelay): void => {
    port.postMessage(message);
  };
  const warn = (detail: string): void => {
    tell({ kind: 'warning', detail });
  };
  const topics = topicNames(kafka);
  const outbox = new Outbox(databaseUrl, [topics.classified, topics.deadLetters], kafka.publish === 'important');
  const client = createKafka(kafka, 'logsieve-relay', { warn, debug: () => undefined });
  const producer = new RecordProducer(client, compressionType(kafka.compression));
  const runner = new OutboxRelay(outbox, producer, { version, tell });
  port.on('message', (message: ToRelay) => {
    runner.stop();
    // The database goes on to keep what could not be sent in time.
    setTimeout(() => process.exit(0), Math.max(0, message.deadline - Date.now())).unref();
  });
  await runner.run();
  await producer.close();
  await outbox.close();
  port.close();
}

if (parentPort === null) throw new Error('relay.worker runs in a worker thread only');
void relay(parentPort, workerData as RelayData);
