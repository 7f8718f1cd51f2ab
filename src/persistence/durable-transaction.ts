import type { Pool, PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, messageOf } from '../core/errors';
import { jitteredDelay } from '../core/waiting';
import { errorKind } from './sqlstate';
import { withConnection } from './with-connection';

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2_000;
const RETRY_AFTER_SECONDS = 5;

/** Null for an id that was not given out yet: PostgreSQL forgot it in a crash, and would refuse to say more. */
const TRANSACTION_STATUS = `
  SELECT CASE WHEN $1::xid8 < pg_current_xact_id() THEN pg_xact_status($1::xid8) END AS status`;

/** COMMIT was sent and no answer came: the transaction may have happened. */
class UnansweredCommit<T> extends Error {
  override readonly name = 'UnansweredCommit';

  constructor(
    readonly xid: string,
    readonly result: T,
    cause: unknown,
  ) {
    super(`no answer to COMMIT: ${messageOf(cause)}`, { cause });
  }
}

/** How long a write may take. */
export interface WriteTimes {
  /** How long an outage of the database is waited out before a write fails. */
  readonly retryMs: number;
  /** Longest time one transaction may take. */
  readonly attemptMs: number;
}

/** A piece of work that is done in one transaction. */
export interface Work<T> {
  /** Runs between BEGIN and COMMIT, and again after an outage. */
  readonly perform: (client: PoolClient) => Promise<T>;
  /** Looks for what `perform` has left in the database, to tell whether that transaction was committed. */
  readonly isDone: (client: PoolClient, result: T) => Promise<boolean>;
}

/**
 * Runs work in a transaction that happens once or not at all, whatever becomes of the connection: outages are waited
 * out, and when the answer to COMMIT is lost, the database is looked at before the work is done again.
 */
export class DurableTransaction {
  /** `attemptMs`: a transaction that takes longer is given up, as is a connection that does not answer. */
  constructor(
    private readonly pool: Pool,
    private readonly attemptMs: number,
  ) {}

  /**
   * @param deadline epoch milliseconds until which outages are waited out.
   * @throws InputError `unavailable` when the deadline passes; whatever `perform` throws that waiting does not mend.
   */
  async run<T>(work: Work<T>, deadline: number): Promise<T> {
    let unanswered: UnansweredCommit<T> | null = null;
    for (let attempt = 0; ; attempt++) {
      try {
        if (unanswered !== null) {
          if (await this.hasCommitted(unanswered, work)) return unanswered.result;
          unanswered = null;
        }
        return await this.attempt(work);
      } catch (error) {
        if (error instanceof UnansweredCommit) unanswered = error as UnansweredCommit<T>;
        else if (errorKind(error) !== 'transient') throw error;
        const delay = jitteredDelay(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS);
        if (Date.now() + delay > deadline) throw unavailable(error);
        await sleep(delay);
      }
    }
  }

  private async attempt<T>(work: Work<T>): Promise<T> {
    return this.withClient(async (client) => {
      // Two statements in one simple query give two results, which the type of `query` does not say.
      const begun = await client.query('BEGIN; SELECT pg_current_xact_id()::text AS xid');
      const xid = (begun as unknown as { rows: { xid: string }[] }[])[1]?.rows[0]?.xid ?? '';
      const result = await work.perform(client);
      try {
        await client.query('COMMIT');
      } catch (error) {
        throw new UnansweredCommit(xid, result, error);
      }
      return result;
    });
  }

  /**
   * Waits until the transaction is over, because its backend may outlive the connection, then looks for its traces.
   * That PostgreSQL calls the transaction id committed proves nothing: after a crash, ids whose transactions did not
   * reach the disk are given out again.
   */
  private async hasCommitted<T>(unanswered: UnansweredCommit<T>, work: Work<T>): Promise<boolean> {
    return this.withClient(async (client) => {
      const { rows } = await client.query<{ status: string | null }>(TRANSACTION_STATUS, [unanswered.xid]);
      if (rows[0]?.status === 'in progress') throw unanswered;
      return work.isDone(client, unanswered.result);
    });
  }

  /** A connection on which nothing may take longer than one attempt. */
  private async withClient<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    return withConnection(this.pool, async (client) => {
      const watchdog = setTimeout(() => void client.end(), this.attemptMs);
      try {
        return await use(client);
      } finally {
        clearTimeout(watchdog);
      }
    });
  }
}

function unavailable(cause: unknown): InputError {
  const error = new InputError(
    'unavailable',
    'database_unavailable',
    `the database did not answer in time: ${messageOf(cause)}`,
    [],
    RETRY_AFTER_SECONDS,
  );
  error.cause = cause;
  return error;
}
