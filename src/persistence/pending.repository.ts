import type { DataSource } from 'typeorm';
import type { ClassifiedLog } from '../core/log';
import { TRIAGES, type Verdict } from '../core/verdict';
import { logOfRow, type LogRow } from './log-row';
import { answered } from './query';

/** A template with logs that wait for the LLM. */
export interface PendingTemplate {
  readonly templateId: string;
  /** One of the logs, to show the LLM. */
  readonly sample: ClassifiedLog;
}

/**
 * Steps through the distinct template ids of the partial index `logs_pending`, one probe a template, however many
 * logs wait (PostgreSQL wiki, "Loose indexscan"). Servers that claim at the same time skip each other's templates.
 */
const CLAIM = `
  WITH RECURSIVE pending (template_id) AS (
    (SELECT template_id FROM logs WHERE status = 'pending' ORDER BY template_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT log.template_id FROM logs log
      WHERE log.status = 'pending' AND log.template_id > pending.template_id
      ORDER BY log.template_id LIMIT 1
    ) FROM pending WHERE pending.template_id IS NOT NULL
  ), free AS (
    SELECT template.id FROM pending CROSS JOIN LATERAL (
      SELECT id FROM templates
      WHERE id = pending.template_id AND (leased_until IS NULL OR leased_until < now())
      FOR UPDATE SKIP LOCKED
    ) AS template LIMIT $1
  ), claimed AS (
    UPDATE templates SET leased_until = now() + make_interval(secs => $2)
    FROM free WHERE templates.id = free.id RETURNING templates.id, templates.template
  )
  SELECT sample.*, claimed.template FROM claimed CROSS JOIN LATERAL (
    SELECT * FROM logs WHERE status = 'pending' AND template_id = claimed.id LIMIT 1
  ) AS sample`;

/**
 * Makes some pending logs of a template final, each in one server only, and changes them on the way. A SELECT stands
 * around the UPDATE because TypeORM gives the rows of an UPDATE in another form.
 */
function settling(changes: string): string {
  return `
    WITH chosen AS (
      SELECT observed_at, id FROM logs WHERE status = 'pending' AND template_id = $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    ), settled AS (
      UPDATE logs SET status = 'final' ${changes}
      FROM chosen WHERE logs.observed_at = chosen.observed_at AND logs.id = chosen.id
      RETURNING logs.*
    )
    SELECT settled.*, templates.template FROM settled LEFT JOIN templates ON templates.id = $1
    ORDER BY settled.observed_at, settled.id`;
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
   * Takes up to `limit` templates that have pending logs and that no server works on; after `leaseSeconds` they are
   * free again, whatever became of the server.
   */
  async claim(limit: number, leaseSeconds: number): Promise<PendingTemplate[]> {
    const rows = await answered(this.dataSource.query<LogRow[]>(CLAIM, [limit, leaseSeconds]));
    return rows.map((row) => ({ templateId: row.template_id, sample: logOfRow(row) }));
  }

  /** Ends a claim before its time: logs of the template that came meanwhile need not wait for the lease. */
  async release(templateId: string): Promise<void> {
    await answered(this.dataSource.query('UPDATE templates SET leased_until = NULL WHERE id = $1', [templateId]));
  }

  /**
   * Makes up to `limit` pending logs of a template final with this verdict, which may raise what they have but never
   * lowers severity or triage. Call it again until it gives none.
   * @returns the logs as they are now, oldest first.
   */
  async upgrade(templateId: string, verdict: Verdict, limit: number): Promise<ClassifiedLog[]> {
    const { category, severity, triage, confidence, decidedBy, ruleId, modelVersion, suggestion } = verdict;
    const rows = await answered(
      this.dataSource.query<LogRow[]>(UPGRADE, [
        templateId,
        limit,
        category,
        severity,
        TRIAGES,
        triage,
        confidence,
        decidedBy,
        ruleId,
        modelVersion,
        suggestion,
      ]),
    );
    return rows.map(logOfRow);
  }

  /** Makes up to `limit` pending logs of a template final with the verdict they have: the LLM has no better one. */
  async keep(templateId: string, limit: number): Promise<ClassifiedLog[]> {
    const rows = await answered(this.dataSource.query<LogRow[]>(KEEP, [templateId, limit]));
    return rows.map(logOfRow);
  }
}
