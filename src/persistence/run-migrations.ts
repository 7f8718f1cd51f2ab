import { MigrationExecutor } from 'typeorm';
import { createDataSource } from './data-source';

/** Any number that no other program takes an advisory lock on in the same database. */
const MIGRATION_LOCK = 7_205_101;
/** The oldest major version that is still maintained; `pg_current_xact_id` is one older. */
const OLDEST_VERSION = 14;

/**
 * Brings the database to this version. Servers that start together take turns, the later ones find nothing left to
 * do. Each migration is a transaction: one that is killed half way has not happened.
 * @returns names of the migrations that were run.
 * @throws Error when PostgreSQL is too old.
 */
export async function runMigrations(url: string): Promise<string[]> {
  // Its own connection, without the time limit of ordinary statements: waiting and migrating may take long.
  const dataSource = await createDataSource({ url, poolSize: 1, statementTimeoutSeconds: 0 }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    const version = Number.parseInt(dataSource.driver.version ?? '', 10);
    if (version < OLDEST_VERSION) {
      throw new Error(`it is version ${String(version)}; ${String(OLDEST_VERSION)} or newer is needed`);
    }
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'each';
    const run = await executor.executePendingMigrations();
    return run.map(({ name }) => name);
  } finally {
    await runner.release();
    // Ends the session, and with it the lock.
    await dataSource.destroy();
  }
}
