import { Logger } from '@nestjs/common';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config/load';
import { Database } from '../../src/persistence/database';
import { LogWriter } from '../../src/persistence/log-writer';
import { PartitionService } from '../../src/persistence/partition.service';
import { postmasterOf } from '../../src/persistence/supervisor/postmaster';
import { makeTemporaryFolder } from '../support/postgres-folder';
import { makeLog } from '../support/postgres-logs';
import { eventually } from '../support/server';
import { makeBatch } from '../support/postgres-writer';

const CRASHES = 5;
const LOGS_A_BATCH = 100;

/**
 * Conservation: what was acknowledged is there, once, though PostgreSQL crashes again and again. After a crash it
 * gives out again the ids of transactions that did not reach the disk, so their state cannot be asked for by id.
 */
it('loses and doubles nothing when PostgreSQL is killed while it writes', async () => {
  Logger.overrideLogger(false);
  const dataDir = makeTemporaryFolder();
  const { database: config } = loadConfig({ file: '/nowhere/logsieve.yaml', create: false, env: {}, flags: {} });
  const database = await Database.open({ ...config, dataDir, onLost: () => undefined });
  const partitions = new PartitionService(database.dataSource);
  const writer = new LogWriter(database.writerPool, partitions, { retryMs: 20_000, attemptMs: 20_000 });

  let crashing = true;
  let acknowledged = 0;
  async function writeOn(source: string | null): Promise<number> {
    let position = 0;
    while (crashing) {
      const logs = Array.from({ length: LOGS_A_BATCH }, () => makeLog());
      const next = position + LOGS_A_BATCH;
      const checkpoint = source === null ? null : { source, expected: position, next, gap: null, state: null };
      const { rejected } = await writer.write(makeBatch({ logs, checkpoint }));
      expect(rejected.size).toBe(0);
      acknowledged += LOGS_A_BATCH;
      position = next;
    }
    return position;
  }
  const writing = Promise.all([writeOn(null), writeOn(null), writeOn('tail')]);

  for (let crash = 0; crash < CRASHES; crash++) {
    await sleep(200 + Math.random() * 400);
    // On a busy machine the one killed before may not have been started again yet.
    await eventually(() => Promise.resolve(killPostmaster(dataDir)), Boolean);
    // Long enough for the supervisor to see it, so that every kill meets a running server.
    await sleep(600);
  }
  crashing = false;
  const [, , position] = await writing;

  const [row] = await database.dataSource.query<unknown[]>(
    `SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids,
       (SELECT position::int FROM checkpoints) AS position, (SELECT count(*)::int FROM dead_letters) AS letters FROM logs`,
  );
  expect(row).toEqual({ rows: acknowledged, ids: acknowledged, position, letters: 0 });
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** False when none is running. */
function killPostmaster(dataDir: string): boolean {
  const postmaster = postmasterOf(join(dataDir, 'postgres', 'cluster', 'data'));
  if (postmaster === null) return false;
  try {
    return process.kill(postmaster.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
