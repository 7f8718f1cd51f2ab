import { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/persistence/data-source';
import { PartitionService } from '../../src/persistence/partition.service';
import { runMigrations } from '../../src/persistence/run-migrations';
import { createEmptyDatabase, createTestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';

const TABLES = [
  'alert_channel_memory',
  'alert_deliveries',
  'alert_events',
  'alert_hits',
  'alert_hook_calls',
  'alert_rules',
  'alert_silences',
  'alerts',
  'checkpoints',
  'dead_letters',
  'feedback',
  'ingest_gaps',
  'jobs',
  'logs',
  'migrations',
  'outbox',
  'pattern_rules',
  'settings',
  'template_counts',
  'template_forms',
  'templates',
  'unkept_logs',
];

async function tablesOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  await client.end();
  return rows.map(({ name }) => name);
}

async function connect(): Promise<DataSource> {
  return createDataSource({ url: database.url, poolSize: 2, statementTimeoutSeconds: 30 }).initialize();
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;

beforeEach(async () => {
  database = await createEmptyDatabase();
});

afterEach(() => database.drop());

it('servers that start together migrate once', async () => {
  const runs = await Promise.all([
    runMigrations(database.url),
    runMigrations(database.url),
    runMigrations(database.url),
  ]);
  expect(runs.map(({ length }) => length).sort()).toEqual([0, 0, 6]);
  expect(await tablesOf(database.url)).toEqual(TABLES);
});

it('a migration that is killed half way has not happened, and the next start does it', async () => {
  const pool = new Pool({ connectionString: database.url });
  // Holds the migration up at its last statement, the view, when all tables are made.
  const blocker = await pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('CREATE VIEW filtered_logs AS SELECT 1 AS id');
  const run = expect(runMigrations(database.url)).rejects.toThrow(/terminat/i);
  let killed = 0;
  while (killed === 0) {
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE '%CREATE VIEW%' AND wait_event_type = 'Lock'`,
    );
    killed = rowCount ?? 0;
  }
  await run;
  await blocker.query('ROLLBACK');
  blocker.release();
  await pool.end();
  expect(await tablesOf(database.url)).not.toContain('logs');
  expect(await runMigrations(database.url)).toHaveLength(6);
  expect(await tablesOf(database.url)).toEqual(TABLES);
});

it('go back to nothing', async () => {
  await runMigrations(database.url);
  const dataSource = await connect();
  await new PartitionService(dataSource).ensure(2);
  for (let left = dataSource.migrations.length; left > 0; left--) await dataSource.undoLastMigration();
  await dataSource.destroy();
  expect(await tablesOf(database.url)).toEqual(['migrations']);
});

/** TypeORM compares columns, keys and index columns; it knows neither partitions, index predicates nor our view. */
it('the entities say what the migrations make', async () => {
  await runMigrations(database.url);
  const dataSource = await connect();
  await new PartitionService(dataSource).ensure(1);
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);

  const declared = dataSource.entityMetadatas.flatMap(({ indices }) =>
    indices.map(({ name, where }) => ({ name, where })),
  );
  const made = await dataSource.query<{ name: string; where: string | null }[]>(
    `SELECT c.relname AS name, pg_get_expr(i.indpred, i.indrelid) AS where FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid`,
  );
  const plain = (text: string | null | undefined): string =>
    (text ?? '').replace(/::\w+|[()]/g, '').replace(/\s+/g, ' ');
  for (const { name, where } of declared) {
    expect([name, plain(made.find((index) => index.name === name)?.where)]).toEqual([name, plain(where)]);
  }
  const [table] = await dataSource.query<unknown[]>(`SELECT pg_get_partkeydef('logs'::regclass) AS key`);
  expect(table).toEqual({ key: 'RANGE (observed_at)' });
  await dataSource.destroy();
});

it('the view filtered_logs shows the important logs under the names that SQL users know', async () => {
  const db = await createTestDatabase();
  const important = makeLog({ verdict: makeVerdict({ triage: 'normal', severity: 4 }) });
  const urgent = makeLog({ verdict: makeVerdict({ triage: 'incident', severity: 1 }) });
  const routine = makeLog({ verdict: makeVerdict({ triage: 'normal', severity: 3 }) });
  await storeLogs(db, important, urgent, routine);
  const rows = await db.dataSource.query<Record<string, unknown>[]>('SELECT * FROM filtered_logs ORDER BY id');
  await db.drop();
  expect(rows.map(({ id }) => id)).toEqual([important.id, urgent.id].sort());
  expect(rows.find(({ id }) => id === urgent.id)).toEqual({
    id: urgent.id,
    timestamp: new Date(urgent.timestamp),
    log_level: 'WARNING',
    message: 'GET /admin returned 403',
    classification: 'Security Alert',
    source: 'nginx',
  });
});
