import { Pool, type PoolClient } from 'pg';
import type { Announcement } from '../core/announcement';
import { sessionOptions } from './data-source';
import { readPublishedLogs, type PublishedLog } from './published-logs';
import { readStreamDeadLetters, type StreamDeadLetter } from './stream-dead-letters';
import { inTransaction } from './with-connection';

const STATEMENT_TIMEOUT_SECONDS = 30;
/** While one part is being sent, the next one is read. */
export const OUTBOX_READERS = 2;

const CLAIM = `
  SELECT id, topic, payload FROM outbox WHERE topic = ANY($1) AND due_at <= now()
  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`;

/** An outbox message with the rows it announces. */
export interface Announced {
  readonly topic: string;
  readonly logs: readonly PublishedLog[];
  readonly deadLetters: readonly StreamDeadLetter[];
}

interface ClaimedRow {
  readonly id: string;
  readonly topic: string;
  readonly payload: Announcement;
}

/** Messages that wait to be sent to topics. It has a connection of its own: it runs in a thread of its own. */
export class Outbox {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly topics: readonly string[],
    /** Leaves out logs that nobody needs to look at. */
    private readonly importantOnly = false,
  ) {
    this.pool = new Pool({
      connectionString: url,
      max: OUTBOX_READERS + 1,
      ...sessionOptions(STATEMENT_TIMEOUT_SECONDS),
    });
    // The query under way fails too, and that error is handled; without a listener this one would end the process.
    this.pool.on('error', () => undefined);
  }

  /**
   * Hands the oldest messages to `deliver` and forgets them when it has resolved. Rows are locked meanwhile, so
   * several servers share the work; when one dies, the others send what it had, perhaps for the second time.
   * @returns how many messages there were
   */
  async drain(limit: number, deliver: (announced: readonly Announced[]) => Promise<void>): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<ClaimedRow>(CLAIM, [this.topics, limit]);
      if (rows.length === 0) return 0;
      const announced: Announced[] = [];
      for (const { topic, payload } of rows) announced.push(await this.read(client, topic, payload));
      await deliver(announced);
      await client.query('DELETE FROM outbox WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  /** Seconds for which the oldest message has been waiting; 0 when there is none. */
  async age(): Promise<number> {
    const { rows } = await this.pool.query<{ age: number }>(
      `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS age FROM outbox WHERE topic = ANY($1)`,
      [this.topics],
    );
    return rows[0]?.age ?? 0;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** The rows that a message announces; those that retention has dropped meanwhile are left out. */
  private async read(client: PoolClient, topic: string, payload: Announcement): Promise<Announced> {
    if ('logs' in payload) {
      return { topic, logs: await readPublishedLogs(client, payload.logs, this.importantOnly), deadLetters: [] };
    }
    return { topic, logs: [], deadLetters: await readStreamDeadLetters(client, payload.deadLetters) };
  }
}
