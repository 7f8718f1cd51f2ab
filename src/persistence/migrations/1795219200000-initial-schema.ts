import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the first version. */
export class InitialSchema1795219200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Columns stand in the order of their alignment, so that rows carry no padding.
    await runner.query(`
      CREATE TABLE logs (
        observed_at timestamptz NOT NULL,
        "timestamp" timestamptz NOT NULL,
        id uuid NOT NULL,
        template_id uuid NOT NULL,
        confidence real NOT NULL,
        severity smallint NOT NULL,
        severity_number smallint NOT NULL,
        bot boolean NOT NULL,
        triage text NOT NULL,
        decided_by text NOT NULL,
        status text NOT NULL,
        category text NOT NULL,
        rule_id text,
        model_version text,
        suggestion text,
        source text NOT NULL,
        level text NOT NULL,
        format text NOT NULL,
        message text NOT NULL,
        raw text,
        fields jsonb NOT NULL,
        geo jsonb,
        threats text[] NOT NULL,
        CONSTRAINT logs_pkey PRIMARY KEY (observed_at, id)
      ) PARTITION BY RANGE (observed_at)`);
    await runner.query(`CREATE INDEX logs_pending ON logs (template_id) WHERE status = 'pending'`);
    await runner.query(
      `CREATE INDEX logs_important ON logs (observed_at, id) WHERE triage <> 'normal' OR severity >= 4`,
    );
    await runner.query(`
      CREATE TABLE templates (
        id uuid CONSTRAINT templates_pkey PRIMARY KEY,
        template text NOT NULL,
        first_seen timestamptz NOT NULL,
        llm_verdict jsonb,
        llm_prompt_version text,
        leased_until timestamptz
      )`);
    await runner.query(`
      CREATE TABLE dead_letters (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dead_letters_pkey PRIMARY KEY,
        origin text NOT NULL,
        raw bytea NOT NULL,
        observed_at timestamptz NOT NULL,
        stage text NOT NULL,
        code text NOT NULL,
        detail text NOT NULL,
        replayed_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE checkpoints (
        source text CONSTRAINT checkpoints_pkey PRIMARY KEY,
        position bigint NOT NULL,
        state jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE outbox (
        id uuid CONSTRAINT outbox_pkey PRIMARY KEY,
        topic text NOT NULL,
        key text,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        last_error text
      )`);
    await runner.query(`CREATE INDEX outbox_due ON outbox (topic, due_at)`);
    await runner.query(`
      CREATE TABLE jobs (
        id uuid CONSTRAINT jobs_pkey PRIMARY KEY,
        state text NOT NULL,
        file_name text,
        source text,
        format text NOT NULL,
        total bigint,
        error text,
        created_at timestamptz NOT NULL,
        started_at timestamptz,
        finished_at timestamptz
      )`);
    await runner.query(`CREATE INDEX jobs_unfinished ON jobs (created_at) WHERE finished_at IS NULL`);
    await runner.query(`
      CREATE VIEW filtered_logs AS
        SELECT id, "timestamp", level AS log_level, message, category AS classification, source
        FROM logs
        WHERE triage <> 'normal' OR severity >= 4`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW filtered_logs`);
    await runner.query(`DROP TABLE logs, templates, dead_letters, checkpoints, outbox, jobs`);
  }
}
