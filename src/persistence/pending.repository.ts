import type { DataSource } from 'typeorm';
import type { AlertHit } from '../core/alert-hit';
import type { ClassifiedLog } from '../core/log';
import { TRIAGES, type Verdict } from '../core/verdict';
import { storeAlertHits } from './alerts/alert-hits';
import { logOfRow, TEMPLATE_COLUMNS, WITH_TEMPLATE, type LogRow } from './log-row';
import { answered } from './query';

/** A masked message with logs that wait for the LLM. */
export interface PendingForm {
  readonly formId: string;
  /** One of the logs, to show the LLM. */
  readonly sample: ClassifiedLog;
}

/** A log that has another verdict than before. */
export interface ReclassifiedLog {
  readonly log: ClassifiedLog;
  readonly before: Verdict;
}

/**
 * Steps through the distinct form ids of the partial index `logs_pending`, one probe a form, however many
 * logs wait (PostgreSQL wiki, "Loose indexscan"). Servers that claim at the same time skip each other's forms.
 */
const CLAIM = `
  WITH RECURSIVE pending (form_id) AS (
    (SELECT form_id FROM logs WHERE status = 'pending' ORDER BY form_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT log.form_id FROM logs log
      WHERE log.status = 'pending' AND log.form_id > pending.form_id
      ORDER BY log.form_id LIMIT 1
    ) FROM pending WHERE pending.form_id IS NOT NULL
  ), free AS (
    SELECT form.id FROM pending CROSS JOIN LATERAL (
      SELECT id FROM template_forms
      WHERE id = pending.form_id AND (leased_until IS NULL OR leased_until < now())
      FOR UPDATE SKIP LOCKED
    ) AS form LIMIT $1
  ), claimed AS (
    UPDATE template_forms SET leased_until = now() + make_interval(secs => $2)
    FROM free WHERE template_forms.id = free.id RETURNING template_forms.id
  )
  SELECT log.*, ${TEMPLATE_COLUMNS} FROM claimed CROSS JOIN LATERAL (
    SELECT * FROM logs WHERE status = 'pending' AND form_id = claimed.id LIMIT 1
  ) AS log ${WITH_TEMPLATE}`;

/**
 * Makes some pending logs of a form final, each in one server only, and changes them on the way. A SELECT stands
 * around the UPDATE because TypeORM gives the rows of an UPDATE in another form.
 */
function settling(changes: string): string {
  return `
    WITH chosen AS (
      SELECT observed_at, id, json_build_object('category', category, 'severity', severity, 'triage', triage,
        'confidence', confidence, 'decidedBy', decided_by, 'ruleId', rule_id, 'modelVersion', model_version,
        'suggestion', suggestion) AS before
      FROM logs WHERE status = 'pending' AND form_id = $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    ), settled AS (
      UPDATE logs SET status = 'final' ${changes}
      FROM chosen WHERE logs.observed_at = chosen.observed_at AND logs.id = chosen.id
      RETURNING logs.*, chosen.before
    )
    SELECT log.*, ${TEMPLATE_COLUMNS} FROM settled log ${WITH_TEMPLATE} ORDER BY log.observed_at, log.id`;
}

const KEEP = settling('');

/** `$5` are the triages, worst first: of two, the one that stands earlier is kept. */
const UPGRADE = settling(`,
  category = $3,
  severity = greatest(severity, $4::smallint),
  triage = ($5::text[])[least(array_position($5, triage), array_position($5, $6))],
  confidence = $7,
  decided_by = $8,
  rule_id = $9,
  model_version = $10,
  suggestion = coalesce($11, suggestion)`);

/** The logs whose verdict is the best local one while they wait for the LLM. */
export class PendingRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes up to `limit` forms that have pending logs and that no server works on; after `leaseSeconds` they are
   * free again, whatever became of the server.
   */
  async claim(limit: number, leaseSeconds: number): Promise<PendingForm[]> {
    const rows = await answered(this.dataSource.query<LogRow[]>(CLAIM, [limit, leaseSeconds]));
    return rows.map((row) => ({ formId: row.form_id, sample: logOfRow(row) }));
  }

  /** Ends a claim before its time: logs of the form that came meanwhile need not wait for the lease. */
  async release(formId: string): Promise<void> {
    await answered(this.dataSource.query('UPDATE template_forms SET leased_until = NULL WHERE id = $1', [formId]));
  }

  /**
   * Makes up to `limit` pending logs of a form final with this verdict, which may raise what they have but never
   * lowers severity or triage. Call it again until it gives none.
   * @param hitsOf finds what alert rules say to the change; it is stored in the same transaction
   * @returns the logs as they are now, oldest first.
   */
  async upgrade(
    formId: string,
    verdict: Verdict,
    limit: number,
    hitsOf: (logs: readonly ReclassifiedLog[]) => readonly AlertHit[],
  ): Promise<ClassifiedLog[]> {
    const { category, severity, triage, confidence, decidedBy, ruleId, modelVersion, suggestion } = verdict;
    const values = [category, severity, TRIAGES, triage, confidence, decidedBy, ruleId, modelVersion, suggestion];
    return answered(
      this.dataSource.transaction(async (manager) => {
        const rows = await manager.query<(LogRow & { before: Verdict })[]>(UPGRADE, [formId, limit, ...values]);
        const changed = rows.map((row) => ({ log: logOfRow(row), before: row.before }));
        await storeAlertHits(manager, hitsOf(changed));
        return changed.map(({ log }) => log);
      }),
    );
  }

  /** Makes up to `limit` pending logs of a form final with the verdict they have: the LLM has no better one. */
  async keep(formId: string, limit: number): Promise<ClassifiedLog[]> {
    const rows = await answered(this.dataSource.query<LogRow[]>(KEEP, [formId, limit]));
    return rows.map(logOfRow);
  }
}
