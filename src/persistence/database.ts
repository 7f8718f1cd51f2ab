import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseConfig } from '../config/database.config';
import { messageOf } from '../core/errors';
import { growingDelay } from '../core/waiting';
import { createDataSource, sessionOptions } from './data-source';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres';
import { WRITER_CONNECTIONS } from './log-writer';
import { runMigrations } from './run-migrations';
import { errorKind } from './sqlstate';

/** Those of the LogWriter, and one to learn templates. */
const PIPELINE_CONNECTIONS = WRITER_CONNECTIONS + 1;
const WORKER_CONNECTIONS = 2;
const START_PATIENCE_MS = 60_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;

export interface DatabaseOptions extends DatabaseConfig {
  readonly dataDir: string;
  /** Called when the embedded PostgreSQL is gone for good though nobody stopped it. */
  readonly onLost: (reason: string) => void;
}

/** The connections to PostgreSQL, and PostgreSQL itself when it is the embedded one. */
export class Database {
  private closing = false;

  private constructor(
    private readonly embedded: EmbeddedPostgres | null,
    /** Where PostgreSQL is, with the password. */
    readonly url: string,
    readonly dataSource: DataSource,
    /** For what the pipeline writes, so that reads cannot keep it waiting. */
    readonly writerPool: Pool,
    /** For what works beside the pipeline: alerts and their messages. */
    readonly workerPool: Pool,
  ) {}

  /**
   * Starts or finds PostgreSQL and brings it to this version's schema. An address that does not answer is tried
   * again for a minute, as servers that are started together need.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const logger = new Logger('Database');
    let opened: Database | null = null;
    const onLost = (reason: string): void => {
      // A stop of the whole machine or service ends PostgreSQL too, as soon as our connections are closed.
      if (opened?.closing !== true) options.onLost(reason);
    };
    const embedded = options.url === '' ? await startEmbedded({ ...options, onLost }, logger) : null;
    const url = embedded?.url ?? options.url;
    try {
      const migrations = await migrateWhenThere(url, logger);
      if (migrations.length > 0) logger.log(`migrated: ${migrations.join(', ')}`);
      const { poolSize, statementTimeoutSeconds } = options;
      const readers = createDataSource({
        url,
        poolSize: poolSize - PIPELINE_CONNECTIONS - WORKER_CONNECTIONS,
        statementTimeoutSeconds,
      });
      opened = new Database(
        embedded,
        url,
        await readers.initialize(),
        openPool(url, PIPELINE_CONNECTIONS, statementTimeoutSeconds, logger),
        openPool(url, WORKER_CONNECTIONS, statementTimeoutSeconds, logger),
      );
      return opened;
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  }

  /** @throws Error when the database does not answer. @returns milliseconds that the answer took. */
  async ping(): Promise<number> {
    const started = performance.now();
    await this.dataSource.query('SELECT 1');
    return performance.now() - started;
  }

  /** Closes the connections when their work is done, then stops the embedded PostgreSQL. The last step of a stop. */
  async close(): Promise<void> {
    this.closing = true;
    try {
      await this.writerPool.end();
      await this.workerPool.end();
      await this.dataSource.destroy();
    } finally {
      await this.embedded?.stop();
    }
  }
}

function startEmbedded({ dataDir, embeddedPort, onLost }: DatabaseOptions, logger: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    port: embeddedPort,
    onLog: (line) => {
      if (/^(LOG|DETAIL|HINT):/.test(line)) logger.debug(`PostgreSQL ${line}`);
      else logger.warn(`PostgreSQL ${line}`);
    },
    onLost,
  });
}

function openPool(url: string, max: number, statementTimeoutSeconds: number, logger: Logger): Pool {
  const pool = new Pool({
    connectionString: url,
    ...sessionOptions(statementTimeoutSeconds),
    max,
    // Kept: a new connection costs the first write after a pause several milliseconds.
    idleTimeoutMillis: 0,
  });
  pool.on('error', (error) => {
    // While it ends, PostgreSQL may close a connection before we have.
    if (!pool.ending) logger.warn(`an idle connection was lost: ${error.message}`);
  });
  return pool;
}

/** Migrates as soon as PostgreSQL answers. @throws Error when it refuses, or when a minute has passed. */
async function migrateWhenThere(url: string, logger: Logger): Promise<string[]> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (let attempt = 0; ; attempt++) {
    try {
      return await runMigrations(url);
    } catch (error) {
      const delay = growingDelay(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS);
      const left = deadline - Date.now() - delay;
      const problem = `PostgreSQL at ${placeOf(url)}: ${messageOf(error)}`;
      if (errorKind(error) !== 'transient' || left <= 0) throw new Error(problem, { cause: error });
      logger.warn(`${problem}; trying again, for ${String(Math.round(left / 1000))} s more`);
      await sleep(delay);
    }
  }
}

/** Host, port and database of an address, without what is secret in it. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL (which is not a URL)';
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
