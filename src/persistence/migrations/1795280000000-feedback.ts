import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people say about answers: the right category, and what was answered instead. */
export class Feedback1795280000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feedback (
        id uuid CONSTRAINT feedback_pkey PRIMARY KEY,
        created_at timestamptz NOT NULL,
        log_id uuid,
        message text NOT NULL,
        category text NOT NULL,
        triage text,
        severity smallint,
        note text,
        author text,
        answered_category text,
        model_version text
      )`);
    await runner.query(`CREATE INDEX feedback_model_version ON feedback (model_version)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE feedback`);
  }
}
