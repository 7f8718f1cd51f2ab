import type { DataSource } from 'typeorm';
import type { Alert, AlertEvent, AlertState, ChannelName } from '../../core/alert';
import { InputError } from '../../core/errors';
import { isUuid } from '../../core/uuid7';
import type { Triage } from '../../core/verdict';
import { Conditions } from '../conditions';
import { answered } from '../query';
import { ALERT_COLUMNS, alertOf, type AlertRow } from './alert-row';

/** Which alerts to show. Times are those of the last log, epoch milliseconds. */
export interface AlertFilter {
  readonly state?: readonly AlertState[];
  readonly rule?: readonly string[];
  readonly category?: readonly string[];
  readonly triage?: readonly Triage[];
  readonly minSeverity?: number;
  readonly source?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  /** Text that the template contains, whatever its case. */
  readonly q?: string;
}

/** Something that happened to an alert. */
export interface TimelineEntry {
  readonly at: Date;
  readonly kind: string;
  readonly by: string | null;
  readonly detail: string | null;
}

/** One message about an alert, and what became of it. */
export interface DeliveryEntry {
  readonly id: string;
  readonly sequence: number;
  readonly channel: ChannelName;
  readonly event: AlertEvent;
  readonly state: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly finishedAt: Date | null;
  readonly externalId: string | null;
  readonly lastError: string | null;
  /** The digest that stands for it. */
  readonly digestId: string | null;
}

/** The last calls of a channel. */
export interface ChannelActivity {
  readonly channel: ChannelName;
  readonly lastDeliveredAt: Date | null;
  readonly lastErrorAt: Date | null;
  readonly lastError: string | null;
  readonly pending: number;
  readonly dead: number;
}

/** Reads alerts, and what was said about them. */
export class AlertRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The alerts that were seen last, from where the page before ended. */
  async page(
    filter: AlertFilter,
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly alerts: Alert[]; readonly next: string | null }> {
    const conditions = conditionsOf(filter);
    if (cursor !== null) {
      const [time = '', id = ''] = cursor.split('_');
      if (!/^\d{1,15}(\.\d+)?$/.test(time) || !isUuid(id)) {
        throw new InputError('invalid', 'bad_cursor', 'the cursor is not one that a page gave');
      }
      conditions.add('(alert.last_seen, alert.id) < (?, ?)', new Date(Number(time)), id);
    }
    const sql = `SELECT ${ALERT_COLUMNS} FROM alerts alert ${conditions.where}
      ORDER BY alert.last_seen DESC, alert.id DESC LIMIT ${conditions.parameter(limit + 1)}`;
    const rows = await answered(this.dataSource.query<AlertRow[]>(sql, conditions.values));
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      alerts: rows.slice(0, limit).map(alertOf),
      next: last === undefined ? null : `${String(last.lastSeen)}_${last.id}`,
    };
  }

  /** One alert, or null when there is none with this id. */
  async find(id: string): Promise<Alert | null> {
    const sql = `SELECT ${ALERT_COLUMNS} FROM alerts alert WHERE alert.id = $1`;
    const [row] = await answered(this.dataSource.query<AlertRow[]>(sql, [id]));
    return row === undefined ? null : alertOf(row);
  }

  /** What happened to an alert, oldest first. */
  timeline(id: string): Promise<TimelineEntry[]> {
    const sql = 'SELECT at, kind, by, detail FROM alert_events WHERE alert_id = $1 ORDER BY id';
    return answered(this.dataSource.query<TimelineEntry[]>(sql, [id]));
  }

  /** The messages about an alert, oldest first. */
  deliveries(id: string): Promise<DeliveryEntry[]> {
    const sql = `
      SELECT id, sequence, channel, event, state, attempts, created_at AS "createdAt", due_at AS "dueAt",
        finished_at AS "finishedAt", external_id AS "externalId", last_error AS "lastError", digest_id AS "digestId"
      FROM alert_deliveries WHERE alert_id = $1 ORDER BY sequence, channel`;
    return answered(this.dataSource.query<DeliveryEntry[]>(sql, [id]));
  }

  /** What the channels have done of late. */
  activity(): Promise<ChannelActivity[]> {
    const sql = `
      SELECT channel, max(finished_at) FILTER (WHERE state = 'delivered') AS "lastDeliveredAt",
        max(coalesce(finished_at, created_at)) FILTER (WHERE last_error IS NOT NULL) AS "lastErrorAt",
        (array_agg(last_error ORDER BY created_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError",
        count(*) FILTER (WHERE state IN ('pending', 'sending'))::int AS pending,
        count(*) FILTER (WHERE state = 'dead')::int AS dead
      FROM alert_deliveries WHERE created_at > now() - interval '7 days' GROUP BY channel`;
    return answered(this.dataSource.query<ChannelActivity[]>(sql));
  }

  /** Tries messages again that were given up. @returns how many */
  async resend(alertId: string, deliveryId: string): Promise<number> {
    const sql = `
      WITH again AS (
        UPDATE alert_deliveries SET state = 'pending', due_at = now(), created_at = now(), attempts = 0, finished_at = NULL
        WHERE alert_id = $1 AND id = $2 AND state = 'dead' RETURNING 1
      ) SELECT count(*)::int AS n FROM again`;
    const [row] = await answered(this.dataSource.query<{ n: number }[]>(sql, [alertId, deliveryId]));
    return row?.n ?? 0;
  }

  /** Drops every message that was not sent yet. @returns how many */
  async cancelPending(): Promise<number> {
    const sql = `
      WITH dropped AS (
        UPDATE alert_deliveries SET state = 'cancelled', finished_at = now() WHERE state = 'pending' RETURNING 1
      ) SELECT count(*)::int AS n FROM dropped`;
    const [row] = await answered(this.dataSource.query<{ n: number }[]>(sql));
    return row?.n ?? 0;
  }
}

function conditionsOf(filter: AlertFilter): Conditions {
  const conditions = new Conditions();
  const { state, rule, category, triage, minSeverity, source, from, to, q } = filter;
  if (state !== undefined) conditions.add('alert.state = ANY (?)', state);
  if (rule !== undefined) conditions.add('alert.rule_id = ANY (?)', rule);
  if (category !== undefined) conditions.add('alert.category = ANY (?)', category);
  if (triage !== undefined) conditions.add('alert.triage = ANY (?)', triage);
  if (minSeverity !== undefined) conditions.add('alert.severity >= ?', minSeverity);
  if (source !== undefined) conditions.add('alert.source = ANY (?)', source);
  if (from !== undefined) conditions.add('alert.last_seen >= ?', new Date(from));
  if (to !== undefined) conditions.add('alert.last_seen < ?', new Date(to));
  if (q !== undefined) conditions.addContains('alert.template', q);
  return conditions;
}
