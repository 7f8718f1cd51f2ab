import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '../../src/persistence/embedded-postgres';
import { SERVER_VARIABLE } from './postgres';
import { makeTemporaryFolder } from './postgres-folder';

declare global {
  // Jest runs the global setup and the global teardown in one process; this is how they share.
  var stopTestPostgres: (() => Promise<void>) | undefined;
}

/** Starts one PostgreSQL for the whole run, unless the environment names one. It ends with this process, however that ends. */
export default async function startPostgres(): Promise<void> {
  if (process.env[SERVER_VARIABLE] !== undefined) return;
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
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
