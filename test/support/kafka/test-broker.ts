import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../../src/core/errors';
import { LOOPBACK } from '../../../src/persistence/supervisor/cluster-address';
import { startBroker, type KafkaBroker } from './kafka-broker';

/** Loopback port where the tests of a run ask for their common broker; set by the global setup. */
const PORT_VARIABLE = 'TEST_KAFKA_PORT';

type Answer = { readonly brokers: string } | { readonly error: string };

/**
 * Offers one broker to all tests of a run. It starts when the first one asks, so a run without Kafka has none, and
 * belongs to this process, so that it outlives the workers and ends with the run.
 * @returns stops it.
 */
export async function offerTestBroker(): Promise<() => Promise<void>> {
  let broker: Promise<KafkaBroker> | null = null;
  const server = createServer((socket) => {
    // A test that was given up does not wait for its answer.
    socket.on('error', () => socket.destroy());
    broker ??= startBroker();
    void broker
      .then(
        ({ brokers }): Answer => ({ brokers }),
        (error: unknown): Answer => ({ error: messageOf(error) }),
      )
      .then((answer) => socket.end(JSON.stringify(answer)));
  });
  // A run that failed must not wait for it.
  server.unref();
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  process.env[PORT_VARIABLE] = String((server.address() as AddressInfo).port);
  return async () => {
    server.close();
    // Whoever asked for a broker that did not start has been told.
    const started = await broker?.catch(() => null);
    await started?.stop();
  };
}

/**
 * The address of the run's broker, which the first to ask waits for.
 * @throws Error when it did not start, or nothing offers one.
 */
export async function askForTestBroker(): Promise<string> {
  const port = process.env[PORT_VARIABLE];
  if (port === undefined) throw new Error(`${PORT_VARIABLE} is not set: run with configs/tooling/jest.config.cjs`);
  const answer = JSON.parse(await text(connect(Number(port), LOOPBACK))) as Answer;
  if ('error' in answer) throw new Error(answer.error);
  return answer.brokers;
}
