import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Templates that are mined: many masked messages ("forms") belong to one. Rows of `logs` name their form, so that
 * templates which turn out to be one can be joined without touching a log.
 */
export class Templates1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE templates RENAME TO template_forms`);
    await runner.query(`ALTER TABLE template_forms RENAME CONSTRAINT templates_pkey TO template_forms_pkey`);
    await runner.query(`ALTER TABLE template_forms RENAME COLUMN template TO masked`);
    await runner.query(`
      ALTER TABLE template_forms
        ADD COLUMN template_id uuid,
        ADD COLUMN learned_at bigint`);
    await runner.query(`CREATE SEQUENCE template_forms_learned`);
    await runner.query(`CREATE INDEX template_forms_template_id ON template_forms (template_id)`);
    await runner.query(`CREATE INDEX template_forms_learned_at ON template_forms (learned_at)`);
    await runner.query(`ALTER TABLE logs RENAME COLUMN template_id TO form_id`);
    await runner.query(`
      CREATE TABLE templates (
        id uuid CONSTRAINT templates_pkey PRIMARY KEY,
        template text NOT NULL,
        first_seen timestamptz NOT NULL,
        merged_into uuid
      )`);
    await runner.query(`
      CREATE TABLE template_counts (
        template_id uuid NOT NULL,
        bucket timestamptz NOT NULL,
        first_seen timestamptz NOT NULL,
        last_seen timestamptz NOT NULL,
        count bigint NOT NULL,
        source text NOT NULL,
        level text NOT NULL
      )`);
    await runner.query(`CREATE INDEX template_counts_template ON template_counts (template_id, bucket)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE template_counts, templates`);
    await runner.query(`ALTER TABLE logs RENAME COLUMN form_id TO template_id`);
    await runner.query(`DROP INDEX template_forms_template_id, template_forms_learned_at`);
    await runner.query(`ALTER TABLE template_forms DROP COLUMN template_id, DROP COLUMN learned_at`);
    await runner.query(`DROP SEQUENCE template_forms_learned`);
    await runner.query(`ALTER TABLE template_forms RENAME COLUMN masked TO template`);
    await runner.query(`ALTER TABLE template_forms RENAME CONSTRAINT template_forms_pkey TO templates_pkey`);
    await runner.query(`ALTER TABLE template_forms RENAME TO templates`);
  }
}
