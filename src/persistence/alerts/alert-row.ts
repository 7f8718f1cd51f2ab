import type { PoolClient } from 'pg';
import type { Alert, AlertSample, AlertState } from '../../core/alert';
import type { Triage } from '../../core/verdict';

/** A row of `alerts`. Times are epoch milliseconds. */
export interface AlertRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly ruleName: string;
  state: AlertState;
  readonly category: string;
  severity: number;
  triage: Triage;
  readonly source: string;
  template: string;
  readonly templateId: string;
  readonly entities: Readonly<Record<string, string>>;
  threats: readonly string[];
  /** Nobody but an LLM says so, of any of the logs. */
  llmOnly: boolean;
  suggestion: string | null;
  count: number;
  firstSeen: number;
  lastSeen: number;
  samples: readonly AlertSample[];
  /** Logs by minute (epoch milliseconds), for rules that count. */
  perMinute: Readonly<Record<string, number>>;
  /** When its first log arrived. */
  startedAt: number;
  lastArrival: number;
  firedAt: number | null;
  notifiedAt: number | null;
  notifiedCount: number;
  notifiedSeverity: number;
  escalatedAt: number | null;
  resolvedAt: number | null;
  reopened: number;
  /** Number of the last message. */
  sequence: number;
  acknowledgedBy: string | null;
  nextAt: number | null;
}

const epoch = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Selects an {@link AlertRow} from `alerts alert`. */
export const ALERT_COLUMNS = `
  alert.id, alert.fingerprint, alert.rule_id AS "ruleId", alert.rule_name AS "ruleName", alert.state, alert.category,
  alert.severity, alert.triage, alert.source, alert.template, alert.template_id AS "templateId", alert.entities,
  alert.threats, alert.llm_only AS "llmOnly", alert.suggestion, alert.count::float8 AS count,
  ${epoch('alert.first_seen')} AS "firstSeen",
  ${epoch('alert.last_seen')} AS "lastSeen", alert.samples, alert.per_minute AS "perMinute",
  ${epoch('alert.started_at')} AS "startedAt", ${epoch('alert.last_arrival')} AS "lastArrival",
  ${epoch('alert.fired_at')} AS "firedAt", ${epoch('alert.notified_at')} AS "notifiedAt",
  alert.notified_count::float8 AS "notifiedCount", alert.notified_severity AS "notifiedSeverity",
  ${epoch('alert.escalated_at')} AS "escalatedAt", ${epoch('alert.resolved_at')} AS "resolvedAt", alert.reopened,
  alert.sequence, alert.acknowledged_by AS "acknowledgedBy", ${epoch('alert.next_at')} AS "nextAt"`;

/** By the names of the columns, in the form in which PostgreSQL reads a row from JSON. */
function jsonOf(row: AlertRow): Record<string, unknown> {
  const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    rule_id: row.ruleId,
    rule_name: row.ruleName,
    state: row.state,
    category: row.category,
    severity: row.severity,
    triage: row.triage,
    source: row.source,
    template: row.template,
    template_id: row.templateId,
    entities: row.entities,
    threats: row.threats,
    llm_only: row.llmOnly,
    suggestion: row.suggestion,
    count: row.count,
    first_seen: time(row.firstSeen),
    last_seen: time(row.lastSeen),
    samples: row.samples,
    per_minute: row.perMinute,
    started_at: time(row.startedAt),
    last_arrival: time(row.lastArrival),
    fired_at: time(row.firedAt),
    notified_at: time(row.notifiedAt),
    notified_count: row.notifiedCount,
    notified_severity: row.notifiedSeverity,
    escalated_at: time(row.escalatedAt),
    resolved_at: time(row.resolvedAt),
    reopened: row.reopened,
    sequence: row.sequence,
    acknowledged_by: row.acknowledgedBy,
    next_at: time(row.nextAt),
  };
}

/** What may change of a row. */
const MUTABLE = [
  ...['state', 'severity', 'triage', 'template', 'threats', 'llm_only', 'suggestion', 'count', 'first_seen'],
  ...['last_seen', 'started_at'],
  ...['samples', 'per_minute', 'last_arrival', 'fired_at', 'notified_at', 'notified_count', 'notified_severity'],
  ...['escalated_at', 'resolved_at', 'reopened', 'sequence', 'acknowledged_by', 'next_at'],
];

const SAVE = `
  INSERT INTO alerts SELECT * FROM jsonb_populate_recordset(NULL::alerts, $1)
  ON CONFLICT (id) DO UPDATE SET ${MUTABLE.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`;

/** Writes alerts, new ones or all of what may have changed of old ones; the caller holds their locks. */
export async function saveAlerts(client: PoolClient, rows: readonly AlertRow[]): Promise<void> {
  if (rows.length > 0) await client.query(SAVE, [JSON.stringify(rows.map(jsonOf))]);
}

/** The alert as others see it. */
export function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    rule: { id: row.ruleId, name: row.ruleName },
    state: row.state,
    category: row.category,
    severity: row.severity,
    triage: row.triage,
    source: row.source,
    template: row.template,
    templateId: row.templateId,
    entities: row.entities,
    threats: row.threats,
    suggestion: row.suggestion,
    count: row.count,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    samples: row.samples,
    acknowledgedBy: row.acknowledgedBy,
  };
}
