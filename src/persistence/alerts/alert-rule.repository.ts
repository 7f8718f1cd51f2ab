import type { DataSource } from 'typeorm';
import type { JsonValue } from '../../core/json';
import { answered } from '../query';

/** One version of a rule that was given through the API. */
export interface AlertRuleVersion {
  readonly id: string;
  readonly version: number;
  /** As it was given; null when it was taken back. */
  readonly definition: JsonValue;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const COLUMNS = 'id, version, definition, created_at AS "createdAt", created_by AS "createdBy"';

/** Alert rules that were given through the API, all versions of them. */
export class AlertRuleRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The last version of each rule that was not taken back. */
  current(): Promise<AlertRuleVersion[]> {
    const sql = `SELECT * FROM (
      SELECT DISTINCT ON (id) ${COLUMNS} FROM alert_rules ORDER BY id, version DESC
    ) AS last WHERE definition IS NOT NULL ORDER BY id`;
    return answered(this.dataSource.query<AlertRuleVersion[]>(sql));
  }

  /** All versions of a rule, newest first. */
  versions(id: string): Promise<AlertRuleVersion[]> {
    const sql = `SELECT ${COLUMNS} FROM alert_rules WHERE id = $1 ORDER BY version DESC`;
    return answered(this.dataSource.query<AlertRuleVersion[]>(sql, [id]));
  }

  /** The number of the last version, also of a rule that was taken back; 0 when there is none. */
  async lastVersion(id: string): Promise<number> {
    const sql = 'SELECT coalesce(max(version), 0) AS version FROM alert_rules WHERE id = $1';
    const [row] = await answered(this.dataSource.query<{ version: number }[]>(sql, [id]));
    return row?.version ?? 0;
  }

  /**
   * Adds a version; a definition of null takes the rule back.
   * @returns false when somebody else has added it meanwhile
   */
  async add({ id, version, definition, createdBy }: Omit<AlertRuleVersion, 'createdAt'>): Promise<boolean> {
    const sql = `
      INSERT INTO alert_rules (id, version, definition, created_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT ON CONSTRAINT alert_rules_pkey DO NOTHING RETURNING version`;
    const json = definition === null ? null : JSON.stringify(definition);
    const added = await answered(this.dataSource.query<unknown[]>(sql, [id, version, json, createdBy]));
    return added.length === 1;
  }
}
