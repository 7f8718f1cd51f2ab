import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '../../src/persistence/embedded-postgres';
import { offerTestBroker } from './kafka/test-broker';
import { SERVER_VARIABLE } from './postgres';
import { makeTemporaryFolder } from './postgres-folder';

declare global {
  // Jest runs the global setup and the global teardown in one process; this is how they share.
  var stopTestServices: (() => Promise<void>) | undefined;
}

/** Starts one PostgreSQL for the whole run and offers one Kafka broker. They end with this process, however that ends. */
export default async function startServices(): Promise<void> {
  const stopBroker = await offerTestBroker();
  const stopPostgres = await startPostgres();
  globalThis.stopTestServices = async () => {
    await stopBroker();
    await stopPostgres();
  };
}

/** Starts PostgreSQL, unless the environment names one. */
async function startPostgres(): Promise<() => Promise<void>> {
  if (process.env[SERVER_VARIABLE] !== undefined) return () => Promise.resolve();
  const folder = makeTemporaryFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir: folder,
    port: 0,
    onLog: () => undefined,
    onLost: (reason) => {
      console.error(`the PostgreSQL of the tests is gone: ${reason}`);
    },
  });
  process.env[SERVER_VARIABLE] = postgres.url;
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
