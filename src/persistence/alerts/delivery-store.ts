import type { Pool } from 'pg';
import type { AlertEvent, ChannelMemory, ChannelName, DigestMessage } from '../../core/alert';
import { uuid7 } from '../../core/uuid7';
import { inTransaction } from '../with-connection';
import { ALERT_COLUMNS, alertOf, type AlertRow } from './alert-row';

/** What a stored digest says; its id is that of its delivery. */
type DigestContent = Omit<DigestMessage, 'kind' | 'id' | 'links'>;

/** A message that this server has taken on. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly channel: ChannelName;
  readonly sequence: number;
  readonly event: AlertEvent | 'digest';
  /** Tries so far, this one included. */
  readonly attempts: number;
  readonly createdAt: number;
  /** An earlier try may have arrived. */
  readonly uncertain: boolean;
  /** Null for a digest. */
  readonly alert: AlertRow | null;
  readonly memory: ChannelMemory;
  readonly digest: DigestContent | null;
}

/** What waits on a channel. */
export interface Waiting {
  readonly urgent: number;
  readonly other: number;
  /** Epoch milliseconds; null when nothing waits. */
  readonly oldest: number | null;
}

/** How a try ended, in the words of the table. */
export type Settled =
  | { readonly state: 'delivered'; readonly externalId: string | null; readonly memory: ChannelMemory }
  | { readonly state: 'pending'; readonly reason: string; readonly dueAt: number; readonly uncertain: boolean }
  | { readonly state: 'dead'; readonly reason: string };

const DUE = `(state = 'pending' AND due_at <= $2 OR state = 'sending' AND leased_until <= $2)`;

/** The ledger of messages: each is claimed before it is sent, and what became of it is written down. */
export class DeliveryStore {
  constructor(private readonly pool: Pool) {}

  /** Messages that are due on a channel and that nobody works on. */
  async waiting(channel: ChannelName, now: number): Promise<Waiting> {
    const { rows } = await this.pool.query<{ urgent: number; other: number; oldest: Date | null }>(
      `SELECT count(*) FILTER (WHERE urgent)::int AS urgent, count(*) FILTER (WHERE NOT urgent)::int AS other,
         min(created_at) AS oldest
       FROM alert_deliveries WHERE channel = $1 AND ${DUE}`,
      [channel, new Date(now)],
    );
    const [row] = rows;
    return { urgent: row?.urgent ?? 0, other: row?.other ?? 0, oldest: row?.oldest?.getTime() ?? null };
  }

  /**
   * Takes up to `limit` messages on, urgent ones first. One that was `sending` belongs to a server that died: it may
   * have arrived.
   */
  async claim(
    channel: ChannelName,
    options: { readonly limit: number; readonly leaseMs: number },
    now: number,
  ): Promise<ClaimedDelivery[]> {
    if (options.limit <= 0) return [];
    const { rows } = await this.pool.query<ClaimedRow>(
      `WITH chosen AS (
         SELECT id FROM alert_deliveries WHERE channel = $1 AND ${DUE}
         ORDER BY urgent DESC, created_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
       ), claimed AS (
         UPDATE alert_deliveries d SET uncertain = uncertain OR state = 'sending', state = 'sending',
           attempts = attempts + 1, leased_until = $4
         FROM chosen WHERE d.id = chosen.id RETURNING d.*
       )
       SELECT claimed.id AS delivery_id, claimed.sequence AS number, claimed.event, claimed.attempts,
         (extract(epoch FROM claimed.created_at) * 1000)::float8 AS created, claimed.uncertain, claimed.digest,
         memory.memory, ${ALERT_COLUMNS}
       FROM claimed LEFT JOIN alerts alert ON alert.id = claimed.alert_id
       LEFT JOIN alert_channel_memory memory ON memory.alert_id = claimed.alert_id AND memory.channel = $1
       ORDER BY claimed.urgent DESC, claimed.created_at, claimed.id`,
      [channel, new Date(now), options.limit, new Date(now + options.leaseMs)],
    );
    return rows.map((row) => ({
      id: row.delivery_id,
      channel,
      sequence: row.number,
      event: row.event,
      attempts: row.attempts,
      createdAt: row.created,
      uncertain: row.uncertain,
      alert: row.id === null ? null : (row as AlertRow),
      memory: row.memory,
      digest: row.digest,
    }));
  }

  /** Writes down how a try ended; `announced` is how many logs of the alert the message spoke of. */
  async settle(delivery: ClaimedDelivery, settled: Settled, now: number): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query(
        `UPDATE alert_deliveries SET state = $2, leased_until = NULL, uncertain = $3, due_at = coalesce($4, due_at),
           finished_at = $5, external_id = coalesce($6, external_id), last_error = $7
         WHERE id = $1`,
        [
          delivery.id,
          settled.state,
          settled.state === 'pending' && settled.uncertain,
          settled.state === 'pending' ? new Date(settled.dueAt) : null,
          settled.state === 'pending' ? null : new Date(now),
          settled.state === 'delivered' ? settled.externalId : null,
          settled.state === 'delivered' ? null : settled.reason,
        ],
      );
      if (settled.state !== 'delivered' || delivery.alert === null) return;
      await client.query(
        `INSERT INTO alert_channel_memory AS known (alert_id, channel, memory, announced) VALUES ($1, $2, $3, $4)
         ON CONFLICT (alert_id, channel) DO UPDATE
           SET memory = EXCLUDED.memory, announced = greatest(known.announced, EXCLUDED.announced)`,
        [delivery.alert.id, delivery.channel, JSON.stringify(settled.memory), delivery.alert.count],
      );
    });
  }

  /**
   * Puts one digest in the place of everything that is due on a channel and certainly not sent yet.
   * @returns how many messages it stands for; 0 when there is nothing to put together
   */
  async digest(
    channel: ChannelName,
    options: { readonly reason: string; readonly keepUrgent: boolean },
    now: number,
  ): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const id = uuid7(now);
      const { rows: taken } = await client.query<{ alert_id: string; created_at: Date }>(
        `UPDATE alert_deliveries SET state = 'digested', digest_id = $3, finished_at = $2
         WHERE id IN (
           SELECT id FROM alert_deliveries
           WHERE channel = $1 AND state = 'pending' AND due_at <= $2 AND NOT uncertain AND alert_id IS NOT NULL
             ${options.keepUrgent ? 'AND NOT urgent' : ''}
           ORDER BY id FOR UPDATE SKIP LOCKED
         ) RETURNING alert_id, created_at`,
        [channel, new Date(now), id],
      );
      if (taken.length === 0) return 0;
      const ids = [...new Set(taken.map((row) => row.alert_id))];
      const { rows: alerts } = await client.query<AlertRow & { fresh: number }>(
        `SELECT ${ALERT_COLUMNS}, (alert.count - coalesce(memory.announced, 0))::float8 AS fresh
         FROM alerts alert LEFT JOIN alert_channel_memory memory ON memory.alert_id = alert.id AND memory.channel = $2
         WHERE alert.id = ANY ($1) ORDER BY alert.severity DESC, alert.count DESC, alert.id`,
        [ids, channel],
      );
      await client.query(
        `INSERT INTO alert_channel_memory AS known (alert_id, channel, memory, announced)
         SELECT id, $2, 'null', count FROM alerts WHERE id = ANY ($1)
         ON CONFLICT (alert_id, channel) DO UPDATE SET announced = greatest(known.announced, EXCLUDED.announced)`,
        [ids, channel],
      );
      const content = contentOf(alerts, options.reason, Math.min(...taken.map((row) => row.created_at.getTime())), now);
      await client.query(
        `INSERT INTO alert_deliveries (id, alert_id, sequence, channel, event, urgent, state, created_at, due_at, digest)
         VALUES ($1, NULL, 0, $2, 'digest', false, 'pending', $3, $3, $4)`,
        [id, channel, new Date(now), JSON.stringify(content)],
      );
      return taken.length;
    });
  }
}

type ClaimedRow = Partial<Omit<AlertRow, 'id'>> & {
  /** Of the alert; null for a digest. */
  id: string | null;
  delivery_id: string;
  number: number;
  event: AlertEvent | 'digest';
  attempts: number;
  created: number;
  uncertain: boolean;
  digest: DigestContent | null;
  memory: ChannelMemory;
};

const TOP = 10;

function contentOf(
  alerts: readonly (AlertRow & { readonly fresh: number })[],
  reason: string,
  from: number,
  to: number,
): DigestContent {
  const byCategory: Record<string, number> = {};
  for (const { category, fresh } of alerts) byCategory[category] = (byCategory[category] ?? 0) + fresh;
  const logs = alerts.reduce((sum, { fresh }) => sum + fresh, 0);
  return { reason, from, to, alerts: alerts.length, logs, byCategory, top: alerts.slice(0, TOP).map(alertOf) };
}
