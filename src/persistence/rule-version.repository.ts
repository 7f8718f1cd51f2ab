import type { DataSource } from 'typeorm';
import { InputError, messageOf } from '../core/errors';
import type { JsonValue } from '../core/json';
import { answered } from './query';
import { databaseErrorOf, errorKind } from './sqlstate';

const UNIQUE_VIOLATION = '23505';

/** One version of a rule that was given through the API. */
export interface RuleVersion {
  readonly id: string;
  readonly version: number;
  /** As it was given; null when it was taken back. */
  readonly definition: JsonValue;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const COLUMNS = 'id, version, definition, created_at AS "createdAt", created_by AS "createdBy"';

/** Rules that were given through the API, all versions of them, in a table with one row a version. */
export abstract class RuleVersionRepository {
  /** @param order column by whose smallest value rules are listed */
  protected constructor(
    private readonly dataSource: DataSource,
    private readonly table: string,
    private readonly order: string,
  ) {}

  /** The last version of each rule, also of those that were taken back. */
  latest(): Promise<RuleVersion[]> {
    const sql = `SELECT ${COLUMNS} FROM (
      SELECT DISTINCT ON (id) *, min("${this.order}") OVER (PARTITION BY id) AS place
      FROM ${this.table} ORDER BY id, version DESC
    ) AS last ORDER BY place`;
    return answered(this.dataSource.query<RuleVersion[]>(sql));
  }

  /** All versions of a rule, newest first. */
  versions(id: string): Promise<RuleVersion[]> {
    const sql = `SELECT ${COLUMNS} FROM ${this.table} WHERE id = $1 ORDER BY version DESC`;
    return answered(this.dataSource.query<RuleVersion[]>(sql, [id]));
  }

  /**
   * Adds versions, all or none; a definition of null takes the rule back.
   * @returns false when somebody else has added one of them meanwhile
   * @throws InputError for a text that PostgreSQL cannot hold, such as one with a NUL
   */
  async add(...versions: readonly Omit<RuleVersion, 'createdAt'>[]): Promise<boolean> {
    const sql = `
      INSERT INTO ${this.table} (id, version, definition, created_by)
      SELECT id, version, definition, created_by
      FROM unnest($1::text[], $2::int[], $3::jsonb[], $4::text[])
        WITH ORDINALITY AS given (id, version, definition, created_by, place) ORDER BY place`;
    const columns = [
      versions.map(({ id }) => id),
      versions.map(({ version }) => version),
      versions.map(({ definition }) => (definition === null ? null : JSON.stringify(definition))),
      versions.map(({ createdBy }) => createdBy),
    ];
    try {
      await answered(this.dataSource.query(sql, columns));
    } catch (error) {
      if (databaseErrorOf(error)?.code === UNIQUE_VIOLATION) return false;
      if (errorKind(error) !== 'data') throw error;
      throw new InputError('unprocessable', 'unstorable_rule', `the database cannot store it: ${messageOf(error)}`);
    }
    return true;
  }
}
