import type { DataSource } from 'typeorm';
import { answered } from '../query';
import type { SilenceRow } from './alert-store';

const COLUMNS = `id, matchers, (extract(epoch FROM starts_at) * 1000)::float8 AS "startsAt",
  (extract(epoch FROM ends_at) * 1000)::float8 AS "endsAt", schedule, created_by AS "createdBy", comment,
  (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt"`;

/** Silences and maintenance windows as people see and end them. */
export class SilenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Those that hold now or will, oldest first. */
  list(): Promise<SilenceRow[]> {
    const sql = `SELECT ${COLUMNS} FROM alert_silences
      WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > now()) ORDER BY created_at, id`;
    return answered(this.dataSource.query<SilenceRow[]>(sql));
  }

  /** One of them, ended or not; null when there is none. */
  async find(id: string): Promise<SilenceRow | null> {
    const sql = `SELECT ${COLUMNS} FROM alert_silences WHERE id = $1`;
    const [row] = await answered(this.dataSource.query<SilenceRow[]>(sql, [id]));
    return row ?? null;
  }

  /** @returns false when there is none, or when it is over */
  async end(id: string): Promise<boolean> {
    const sql = `
      WITH ended AS (
        UPDATE alert_silences SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING 1
      ) SELECT count(*)::int AS n FROM ended`;
    const [row] = await answered(this.dataSource.query<{ n: number }[]>(sql, [id]));
    return row?.n === 1;
  }
}
