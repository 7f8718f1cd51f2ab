import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reading from streams needs: dead letters that can be put back unchanged, gaps, counts of what is not kept. */
export class Streams1795260000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE dead_letters DROP COLUMN id`);
    await runner.query(`
      ALTER TABLE dead_letters
        ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (id),
        ALTER COLUMN raw DROP NOT NULL,
        ADD COLUMN topic text,
        ADD COLUMN partition integer,
        ADD COLUMN record_offset bigint,
        ADD COLUMN record_at timestamptz,
        ADD COLUMN key bytea,
        ADD COLUMN headers jsonb`);
    // It was there to give the rows of before an id.
    await runner.query(`ALTER TABLE dead_letters ALTER COLUMN id DROP DEFAULT`);
    await runner.query(`
      CREATE TABLE ingest_gaps (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT ingest_gaps_pkey PRIMARY KEY,
        source text NOT NULL,
        from_position bigint NOT NULL,
        to_position bigint NOT NULL,
        noticed_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE unkept_logs (
        minute timestamptz NOT NULL,
        source text NOT NULL,
        category text NOT NULL,
        count bigint NOT NULL,
        CONSTRAINT unkept_logs_pkey PRIMARY KEY (minute, source, category)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE unkept_logs, ingest_gaps`);
    // What has no bytes cannot stand in the table of the version before.
    await runner.query(`DELETE FROM dead_letters WHERE raw IS NULL`);
    await runner.query(`
      ALTER TABLE dead_letters
        DROP COLUMN headers, DROP COLUMN key, DROP COLUMN record_at, DROP COLUMN record_offset,
        DROP COLUMN partition, DROP COLUMN topic, DROP COLUMN id,
        ALTER COLUMN raw SET NOT NULL`);
    await runner.query(`
      ALTER TABLE dead_letters
        ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dead_letters_pkey PRIMARY KEY`);
  }
}
