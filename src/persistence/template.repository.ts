import type { DataSource } from 'typeorm';
import { Conditions } from './conditions';
import { answered } from './query';

/** Which sightings of templates to count. Times are those of arrival, epoch milliseconds. */
export interface TemplateFilter {
  readonly source?: readonly string[];
  /** TRACE, DEBUG, INFO, WARN, ERROR, FATAL. */
  readonly level?: readonly string[];
  /** At or after, to the bucket. */
  readonly from?: number;
  /** Before, to the bucket. */
  readonly to?: number;
  /** Text that the template contains, whatever its case. */
  readonly q?: string;
}

export type TemplateOrder = 'count' | 'newest' | 'last';

/** A template and how often it was seen. */
export interface TemplateSummary {
  readonly id: string;
  readonly template: string;
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly bySource: Readonly<Record<string, number>>;
  readonly byLevel: Readonly<Record<string, number>>;
}

/** The first templates of an order, and how many there are behind them. */
export interface TemplateList {
  readonly templates: TemplateSummary[];
  readonly total: { readonly templates: number; readonly logs: number };
}

const ORDERS: Readonly<Record<TemplateOrder, string>> = {
  count: 'count DESC, id',
  newest: 'first_seen DESC, id',
  last: 'last_seen DESC, id',
};

interface SummaryRow {
  id: string;
  template: string;
  count: string;
  first_seen: Date;
  last_seen: Date;
  all_templates: string;
  all_logs: string;
}

/** Counts templates as they were seen: exactly, also what the store policy or retention has not kept. */
export class TemplateRepository {
  constructor(private readonly dataSource: DataSource) {}

  async list(filter: TemplateFilter, order: TemplateOrder, limit: number): Promise<TemplateList> {
    const conditions = conditionsOf(filter);
    const { q } = filter;
    if (q !== undefined) conditions.addContains('t.template', q);
    const sql = `
      SELECT id, template, count, first_seen, last_seen,
        count(*) OVER () AS all_templates, sum(count) OVER () AS all_logs
      FROM (
        SELECT t.id, t.template, sum(c.count) AS count, min(c.first_seen) AS first_seen, max(c.last_seen) AS last_seen
        FROM template_counts c JOIN templates t ON t.id = c.template_id ${conditions.where}
        GROUP BY t.id, t.template
      ) AS seen ORDER BY ${ORDERS[order]} LIMIT ${conditions.parameter(limit)}`;
    const rows = await answered(this.dataSource.query<SummaryRow[]>(sql, conditions.values));
    const parts = await this.parts(
      rows.map(({ id }) => id),
      filter,
    );
    const [first] = rows;
    return {
      templates: rows.map((row) => summaryOf(row, parts)),
      total: { templates: Number(first?.all_templates ?? 0), logs: Number(first?.all_logs ?? 0) },
    };
  }

  /** One template, also under the id of another one that was joined to it; null when there is none. */
  async find(id: string, filter: Omit<TemplateFilter, 'q'>): Promise<TemplateSummary | null> {
    const conditions = conditionsOf(filter);
    const sql = `
      WITH asked AS (SELECT coalesce(merged_into, id) AS id FROM templates WHERE id = ${conditions.parameter(id)}),
      counted AS (
        SELECT sum(c.count) AS count, min(c.first_seen) AS first_seen, max(c.last_seen) AS last_seen
        FROM (SELECT c.* FROM template_counts c JOIN asked ON asked.id = c.template_id) AS c ${conditions.where}
      )
      SELECT t.id, t.template, coalesce(count, 0) AS count, coalesce(counted.first_seen, t.first_seen) AS first_seen,
        coalesce(counted.last_seen, t.first_seen) AS last_seen, 1 AS all_templates, 0 AS all_logs
      FROM asked JOIN templates t ON t.id = asked.id CROSS JOIN counted`;
    const [row] = await answered(this.dataSource.query<SummaryRow[]>(sql, conditions.values));
    return row === undefined ? null : summaryOf(row, await this.parts([row.id], filter));
  }

  /** How often a template was seen in each stretch of `stepMs` that has any, oldest first; epoch milliseconds. */
  async series(id: string, filter: TemplateFilter, stepMs: number): Promise<{ time: number; count: number }[]> {
    const conditions = conditionsOf(filter).add('c.template_id = ?', id);
    const step = conditions.parameter(stepMs / 1000);
    const sql = `
      SELECT date_bin(make_interval(secs => ${step}), c.bucket, 'epoch'::timestamptz) AS time, sum(c.count) AS count
      FROM template_counts c ${conditions.where} GROUP BY 1 ORDER BY 1`;
    const rows = await answered(this.dataSource.query<{ time: Date; count: string }[]>(sql, conditions.values));
    return rows.map(({ time, count }) => ({ time: time.getTime(), count: Number(count) }));
  }

  private async parts(ids: readonly string[], filter: TemplateFilter): Promise<PartRow[]> {
    if (ids.length === 0) return [];
    const conditions = conditionsOf(filter).add('c.template_id = ANY (?)', ids);
    const sql = `
      SELECT template_id AS id, source, level, sum(count) AS count FROM template_counts c ${conditions.where}
      GROUP BY GROUPING SETS ((template_id, source), (template_id, level))`;
    return answered(this.dataSource.query<PartRow[]>(sql, conditions.values));
  }
}

interface PartRow {
  id: string;
  /** Null in the rows that count by the other. */
  source: string | null;
  level: string | null;
  count: string;
}

function summaryOf(row: SummaryRow, parts: readonly PartRow[]): TemplateSummary {
  const own = parts.filter(({ id }) => id === row.id);
  const by = (key: 'source' | 'level'): Record<string, number> =>
    Object.fromEntries(own.flatMap((part) => (part[key] === null ? [] : [[part[key], Number(part.count)]])));
  return {
    id: row.id,
    template: row.template,
    count: Number(row.count),
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    bySource: by('source'),
    byLevel: by('level'),
  };
}

/** Those on the counts themselves. */
function conditionsOf({ source, level, from, to }: TemplateFilter): Conditions {
  const conditions = new Conditions();
  if (source !== undefined) conditions.add('c.source = ANY (?)', source);
  if (level !== undefined) conditions.add('c.level = ANY (?)', level);
  if (from !== undefined) conditions.add('c.bucket >= ?', new Date(from));
  if (to !== undefined) conditions.add('c.bucket < ?', new Date(to));
  return conditions;
}
