import { Pool, type PoolClient } from 'pg';
import type { DeadLetter, SourceRecord } from '../core/dead-letter';
import { Conditions } from './conditions';
import { sessionOptions } from './data-source';
import { inTransaction } from './with-connection';

/** Sending a part must end before PostgreSQL takes the transaction for forgotten. */
const STATEMENT_TIMEOUT_SECONDS = 30;

/** A dead letter whose record is known. */
export type StreamDeadLetter = DeadLetter & { readonly record: SourceRecord };

/** Which dead letters to put back. */
export interface ReplayFilter {
  readonly stage: string | null;
  /** At or after this time of arrival, epoch milliseconds. */
  readonly since: number | null;
  /** Before this time: what is put back may come again as a new dead letter. */
  readonly until: number;
}

interface DeadLetterRow {
  readonly id: string;
  readonly origin: string;
  readonly raw: Buffer | null;
  readonly observed_at: Date;
  readonly stage: string;
  readonly code: string;
  readonly detail: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly record_at: Date;
  readonly key: Buffer | null;
  readonly headers: Record<string, string>;
}

/** The dead letters with these ids that came in stream records. */
export async function readStreamDeadLetters(client: PoolClient, ids: readonly string[]): Promise<StreamDeadLetter[]> {
  const { rows } = await client.query<DeadLetterRow>(
    'SELECT * FROM dead_letters WHERE id = ANY($1) AND topic IS NOT NULL ORDER BY id',
    [ids],
  );
  return rows.map(deadLetterOfRow);
}

/** The headers of the record as they were. */
export function originalHeaders({ headers }: SourceRecord): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'base64')]));
}

/** Dead letters of streams that nobody has put back yet. */
export class ReplayableDeadLetters {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 1, ...sessionOptions(STATEMENT_TIMEOUT_SECONDS) });
  }

  /** Counts by stage and code. */
  async counts(filter: ReplayFilter): Promise<{ stage: string; code: string; count: number }[]> {
    const conditions = conditionsOf(filter);
    const { rows } = await this.pool.query<{ stage: string; code: string; count: number }>(
      `SELECT stage, code, count(*)::int AS count FROM dead_letters ${conditions.where} GROUP BY 1, 2 ORDER BY 3 DESC`,
      conditions.values,
    );
    return rows;
  }

  /**
   * Hands the oldest to `deliver` and marks them when it has resolved.
   * @returns how many there were
   */
  async replay(
    filter: ReplayFilter,
    limit: number,
    deliver: (letters: readonly StreamDeadLetter[]) => Promise<void>,
  ): Promise<number> {
    const conditions = conditionsOf(filter);
    const tail = `ORDER BY id LIMIT ${conditions.parameter(limit)} FOR UPDATE SKIP LOCKED`;
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<DeadLetterRow>(
        `SELECT * FROM dead_letters ${conditions.where} ${tail}`,
        conditions.values,
      );
      if (rows.length === 0) return 0;
      await deliver(rows.map(deadLetterOfRow));
      await client.query('UPDATE dead_letters SET replayed_at = now() WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function conditionsOf({ stage, since, until }: ReplayFilter): Conditions {
  const conditions = new Conditions()
    .add('topic IS NOT NULL')
    .add('replayed_at IS NULL')
    .add('observed_at < ?', new Date(until));
  if (stage !== null) conditions.add('stage = ?', stage);
  if (since !== null) conditions.add('observed_at >= ?', new Date(since));
  return conditions;
}

function deadLetterOfRow(row: DeadLetterRow): StreamDeadLetter {
  return {
    id: row.id,
    origin: row.origin,
    raw: row.raw ?? Buffer.alloc(0),
    observedAt: row.observed_at.getTime(),
    stage: row.stage,
    code: row.code,
    detail: row.detail,
    record: {
      topic: row.topic,
      partition: row.partition,
      offset: Number(row.record_offset),
      timestamp: row.record_at.getTime(),
      key: row.key,
      value: row.raw,
      headers: row.headers,
    },
  };
}
