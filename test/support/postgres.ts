import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/persistence/data-source';
import { runMigrations } from '../../src/persistence/run-migrations';

/** Address of the PostgreSQL that serves the whole test run; set by the global setup, or by hand for another one. */
export const SERVER_VARIABLE = 'TEST_DATABASE_URL';

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Connected, with the tables of this version. */
  readonly dataSource: DataSource;
  /** Rows of what stands after FROM. */
  count(from: string, ...values: unknown[]): Promise<number>;
  /** Ends all its sessions and drops it. */
  drop(): Promise<void>;
}

/** Makes an empty database. */
export async function createEmptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env[SERVER_VARIABLE];
  if (server === undefined)
    throw new Error(`${SERVER_VARIABLE} is not set: run the tests with configs/tooling/jest.config.cjs`);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Makes a database with all tables. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createEmptyDatabase();
  await runMigrations(url);
  const dataSource = await createDataSource({ url, poolSize: 4, statementTimeoutSeconds: 30 }).initialize();
  return {
    url,
    dataSource,
    async count(from, ...values) {
      const [row] = await dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${from}`, values);
      return row!.n;
    },
    async drop() {
      await dataSource.destroy();
      await drop();
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
