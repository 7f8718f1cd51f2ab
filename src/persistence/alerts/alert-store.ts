import type { Pool, PoolClient } from 'pg';
import type { AlertEvent, ChannelName } from '../../core/alert';
import type { AlertHit } from '../../core/alert-hit';
import { uuid7 } from '../../core/uuid7';
import { inTransaction } from '../with-connection';
import { ALERT_COLUMNS, saveAlerts, type AlertRow } from './alert-row';

/** Names the lock under which one server at a time adds hits up; any fixed number does. */
const FOLD_LOCK = 5_820_417_392;

/** Something that happened to an alert, for its timeline. */
export interface AlertEventRow {
  readonly alertId: string;
  readonly kind: string;
  readonly by: string | null;
  readonly detail: string | null;
}

/** A message that is to be sent. */
export interface NewDelivery {
  readonly alertId: string;
  readonly sequence: number;
  readonly channel: ChannelName;
  readonly event: AlertEvent;
  /** Has a share of the limits for itself. */
  readonly urgent: boolean;
}

/** A silence or maintenance window as it is stored. */
export interface SilenceRow {
  readonly id: string;
  readonly matchers: unknown;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number | null;
  readonly schedule: unknown;
  readonly createdBy: string;
  readonly comment: string;
  readonly createdAt: number;
}

/** What alerting does to its tables, in transactions of its own. */
export class AlertStore {
  constructor(private readonly pool: Pool) {}

  /** Runs `work` in one transaction; nothing has happened when it throws. */
  transaction<T>(work: (tables: AlertTables) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, (client) => work(new AlertTables(client)));
  }

  /** A value that all servers share: the first one that is given stays. */
  async setting(name: string, value: string): Promise<string> {
    await this.pool.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, value]);
    const { rows } = await this.pool.query<{ value: string }>('SELECT value FROM settings WHERE name = $1', [name]);
    return rows[0]?.value ?? value;
  }
}

/** The tables of alerting inside one transaction. */
export class AlertTables {
  constructor(private readonly client: PoolClient) {}

  /** False when another server is at it. Held until the end of the transaction. */
  async lockFolding(): Promise<boolean> {
    const { rows } = await this.client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${String(FOLD_LOCK)}) AS locked`,
    );
    return rows[0]?.locked === true;
  }

  /** Takes the oldest hits away. */
  async takeHits(limit: number): Promise<{ readonly hit: AlertHit; readonly arrivedAt: number }[]> {
    const { rows } = await this.client.query<{ hit: AlertHit; arrived_at: Date }>(
      `WITH taken AS (
         DELETE FROM alert_hits WHERE id IN (SELECT id FROM alert_hits ORDER BY id LIMIT $1) RETURNING id, hit, arrived_at
       ) SELECT hit, arrived_at FROM taken ORDER BY id`,
      [limit],
    );
    return rows.map(({ hit, arrived_at: arrivedAt }) => ({ hit, arrivedAt: arrivedAt.getTime() }));
  }

  /** The last alert of each fingerprint that has one, locked. */
  async lastAlerts(fingerprints: readonly string[]): Promise<Map<string, AlertRow>> {
    const { rows } = await this.client.query<AlertRow>(
      `SELECT ${ALERT_COLUMNS} FROM unnest($1::text[]) AS wanted (fingerprint)
       CROSS JOIN LATERAL (
         SELECT * FROM alerts WHERE fingerprint = wanted.fingerprint
         ORDER BY (state <> 'resolved') DESC, last_seen DESC LIMIT 1
       ) AS last JOIN alerts alert ON alert.id = last.id
       ORDER BY alert.id FOR UPDATE OF alert`,
      [fingerprints],
    );
    return new Map(rows.map((row) => [row.fingerprint, row]));
  }

  /** Alerts whose time has come, locked; those that another server works on are left to it. */
  async dueAlerts(now: number, limit: number): Promise<AlertRow[]> {
    const { rows } = await this.client.query<AlertRow>(
      `SELECT ${ALERT_COLUMNS} FROM alerts alert WHERE alert.next_at <= $1
       ORDER BY alert.next_at, alert.id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [new Date(now), limit],
    );
    return rows;
  }

  /** One alert, locked; null when there is none. */
  async alert(id: string): Promise<AlertRow | null> {
    const { rows } = await this.client.query<AlertRow>(
      `SELECT ${ALERT_COLUMNS} FROM alerts alert WHERE alert.id = $1 FOR UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Alerts of these rules that are not over, whoever works on them. */
  async openAlertsOf(ruleIds: readonly string[]): Promise<AlertRow[]> {
    if (ruleIds.length === 0) return [];
    const { rows } = await this.client.query<AlertRow>(
      `SELECT ${ALERT_COLUMNS} FROM alerts alert WHERE alert.rule_id = ANY ($1) AND alert.state IN ('firing', 'acknowledged')`,
      [ruleIds],
    );
    return rows;
  }

  async countOpen(): Promise<number> {
    const { rows } = await this.client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM alerts WHERE state <> 'resolved'`,
    );
    return rows[0]?.n ?? 0;
  }

  save(alerts: readonly AlertRow[]): Promise<void> {
    return saveAlerts(this.client, alerts);
  }

  async addEvents(events: readonly AlertEventRow[], now: number): Promise<void> {
    if (events.length === 0) return;
    await this.client.query(
      `INSERT INTO alert_events (alert_id, at, kind, by, detail)
       SELECT alert_id, $1, kind, by, detail
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS t (alert_id, kind, by, detail)`,
      [
        new Date(now),
        events.map(({ alertId }) => alertId),
        events.map(({ kind }) => kind),
        events.map(({ by }) => by),
        events.map(({ detail }) => detail),
      ],
    );
  }

  async addDeliveries(deliveries: readonly NewDelivery[], now: number): Promise<void> {
    if (deliveries.length === 0) return;
    await this.client.query(
      `INSERT INTO alert_deliveries (id, alert_id, sequence, channel, event, urgent, state, created_at, due_at)
       SELECT id, alert_id, sequence, channel, event, urgent, 'pending', $1, $1
       FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::boolean[])
         AS t (id, alert_id, sequence, channel, event, urgent)
       ON CONFLICT ON CONSTRAINT alert_deliveries_once DO NOTHING`,
      [
        new Date(now),
        deliveries.map(() => uuid7(now)),
        deliveries.map(({ alertId }) => alertId),
        deliveries.map(({ sequence }) => sequence),
        deliveries.map(({ channel }) => channel),
        deliveries.map(({ event }) => event),
        deliveries.map(({ urgent }) => urgent),
      ],
    );
  }

  /** Drops what was not sent yet about alerts that are over. @returns the channels, by alert, that know of the alert */
  async cancelDeliveries(alertIds: readonly string[], now: number): Promise<Map<string, Set<ChannelName>>> {
    if (alertIds.length === 0) return new Map();
    await this.client.query(
      `UPDATE alert_deliveries SET state = 'cancelled', finished_at = $2
       WHERE alert_id = ANY ($1) AND state = 'pending' AND NOT uncertain`,
      [alertIds, new Date(now)],
    );
    const { rows } = await this.client.query<{ alert_id: string; channel: ChannelName }>(
      `SELECT DISTINCT alert_id, channel FROM alert_deliveries
       WHERE alert_id = ANY ($1) AND (state IN ('delivered', 'sending', 'digested') OR uncertain)`,
      [alertIds],
    );
    const told = new Map<string, Set<ChannelName>>();
    for (const { alert_id: id, channel } of rows) told.set(id, (told.get(id) ?? new Set()).add(channel));
    return told;
  }

  async addSilence(silence: Omit<SilenceRow, 'createdAt'>): Promise<void> {
    const { id, matchers, startsAt, endsAt, schedule, createdBy, comment } = silence;
    await this.client.query(
      `INSERT INTO alert_silences (id, matchers, starts_at, ends_at, schedule, created_by, comment)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        JSON.stringify(matchers),
        new Date(startsAt),
        endsAt === null ? null : new Date(endsAt),
        schedule === null ? null : JSON.stringify(schedule),
        createdBy,
        comment,
      ],
    );
  }

  /** Silences and maintenance windows that may hold at a time. */
  async silences(now: number): Promise<SilenceRow[]> {
    const { rows } = await this.client.query<SilenceRow>(
      `SELECT id, matchers, (extract(epoch FROM starts_at) * 1000)::float8 AS "startsAt",
         (extract(epoch FROM ends_at) * 1000)::float8 AS "endsAt", schedule, created_by AS "createdBy", comment,
         (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt"
       FROM alert_silences
       WHERE ended_at IS NULL AND starts_at <= $1 AND (ends_at IS NULL OR ends_at > $1) ORDER BY created_at, id`,
      [new Date(now)],
    );
    return rows;
  }
}
