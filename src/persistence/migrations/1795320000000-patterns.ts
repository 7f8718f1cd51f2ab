import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Regex rules given through the API, one row a version; `position` keeps the order in which they were given. */
export class Patterns1795320000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pattern_rules (
        id text NOT NULL,
        version integer NOT NULL,
        definition jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        CONSTRAINT pattern_rules_pkey PRIMARY KEY (id, version)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pattern_rules');
  }
}
