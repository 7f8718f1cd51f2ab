import type { DataSource } from 'typeorm';
import { InputError } from '../core/errors';
import type { ClassifiedLog } from '../core/log';
import type { LogFilter } from '../core/log-filter';
import { uuid7Time } from '../core/uuid7';
import { IMPORTANT_SEVERITY } from '../core/verdict';
import { Conditions } from './conditions';
import { IMPORTANT, logOfRow, TEMPLATE_COLUMNS, WITH_TEMPLATE, type LogRow } from './log-row';
import { answered } from './query';

/** What to show of the stored logs. Times are those of arrival, epoch milliseconds. */
export interface LogQuery extends LogFilter {
  /** At or after. */
  readonly from?: number;
  /** Before. */
  readonly to?: number;
}

export interface LogPage {
  readonly logs: ClassifiedLog[];
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null;
}

const SELECT = `SELECT log.*, ${TEMPLATE_COLUMNS} FROM logs log ${WITH_TEMPLATE}`;

/** Reads stored logs. The id of a log holds the time of its partition, so one log is found without its day. */
export class LogRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** One log, or null when there is none with this id. */
  async find(id: string): Promise<ClassifiedLog | null> {
    const time = uuid7Time(id);
    if (time === null) return null;
    const conditions = new Conditions().add('log.observed_at = ?', new Date(time)).add('log.id = ?', id);
    const [log] = await this.read(conditions, '');
    return log ?? null;
  }

  /** The logs with these ids, by id; those that are not there are left out. */
  async findMany(ids: readonly string[]): Promise<Map<string, ClassifiedLog>> {
    const times = ids.map(uuid7Time).filter((time): time is number => time !== null);
    if (times.length === 0) return new Map();
    const conditions = new Conditions()
      .add('log.observed_at >= ?', new Date(Math.min(...times)))
      .add('log.observed_at <= ?', new Date(Math.max(...times)))
      .add('log.id = ANY(?)', ids);
    const logs = await this.read(conditions, '');
    return new Map(logs.map((log) => [log.id, log]));
  }

  /**
   * The newest logs that pass the filter, from where the page before ended.
   * @param cursor `next` of the page before, null for the first.
   */
  async page(query: LogQuery, cursor: string | null, limit: number): Promise<LogPage> {
    const conditions = conditionsOf(query);
    if (cursor !== null) {
      const time = uuid7Time(cursor);
      if (time === null) throw new InputError('invalid', 'bad_cursor', 'the cursor is not one that a page gave');
      // The first condition alone lets PostgreSQL skip partitions.
      conditions
        .add('log.observed_at <= ?', new Date(time))
        .add('(log.observed_at, log.id) < (?, ?)', new Date(time), cursor);
    }
    const tail = `ORDER BY log.observed_at DESC, log.id DESC LIMIT ${conditions.parameter(limit + 1)}`;
    const logs = await this.read(conditions, tail);
    const more = logs.length > limit;
    if (more) logs.length = limit;
    return { logs, next: more ? (logs.at(-1)?.id ?? null) : null };
  }

  /** The logs that were stored after the one with this id, oldest first. */
  async after(id: string, limit: number): Promise<ClassifiedLog[]> {
    const time = uuid7Time(id);
    if (time === null) return [];
    const conditions = new Conditions()
      .add('log.observed_at >= ?', new Date(time))
      .add('(log.observed_at, log.id) > (?, ?)', new Date(time), id);
    return this.read(conditions, `ORDER BY log.observed_at, log.id LIMIT ${conditions.parameter(limit)}`);
  }

  private async read(conditions: Conditions, tail: string): Promise<ClassifiedLog[]> {
    const sql = `${SELECT} ${conditions.where} ${tail}`;
    const rows = await answered(this.dataSource.query<LogRow[]>(sql, conditions.values));
    return rows.map(logOfRow);
  }
}

/** A template that was joined to another one is found under its old id too. */
const FORM_OF_TEMPLATE = `log.form_id IN (
  SELECT id FROM template_forms WHERE template_id = (SELECT coalesce(merged_into, id) FROM templates WHERE id = ?))`;

function conditionsOf(query: LogQuery): Conditions {
  const conditions = new Conditions();
  const { from, to, category, triage, minSeverity, source, decidedBy, templateId, q } = query;
  if (from !== undefined) conditions.add('log.observed_at >= ?', new Date(from));
  if (to !== undefined) conditions.add('log.observed_at < ?', new Date(to));
  if (category !== undefined) conditions.add('log.category = ANY(?)', category);
  if (triage !== undefined) conditions.add('log.triage = ANY(?)', triage);
  if (minSeverity !== undefined) conditions.add('log.severity >= ?', minSeverity);
  if (source !== undefined) conditions.add('log.source = ANY(?)', source);
  if (decidedBy !== undefined) conditions.add('log.decided_by = ANY(?)', decidedBy);
  if (templateId !== undefined) conditions.add(FORM_OF_TEMPLATE, templateId);
  if (q !== undefined) conditions.addContains('log.message', q);
  const importantOnly = (minSeverity ?? 0) >= IMPORTANT_SEVERITY || triage?.includes('normal') === false;
  if (importantOnly) conditions.add(IMPORTANT);
  return conditions;
}
