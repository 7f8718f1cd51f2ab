import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts: what rules have found, what it amounts to, who was told, and who is not to be told. */
export class Alerts1795310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alert_hits (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT alert_hits_pkey PRIMARY KEY,
        fingerprint text NOT NULL,
        arrived_at timestamptz NOT NULL DEFAULT now(),
        hit json NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE alerts (
        id uuid CONSTRAINT alerts_pkey PRIMARY KEY,
        fingerprint text NOT NULL,
        rule_id text NOT NULL,
        rule_name text NOT NULL,
        state text NOT NULL,
        category text NOT NULL,
        severity smallint NOT NULL,
        triage text NOT NULL,
        source text NOT NULL,
        template text NOT NULL,
        template_id uuid NOT NULL,
        entities jsonb NOT NULL,
        threats text[] NOT NULL,
        llm_only boolean NOT NULL,
        suggestion text,
        count bigint NOT NULL,
        first_seen timestamptz NOT NULL,
        last_seen timestamptz NOT NULL,
        samples jsonb NOT NULL,
        per_minute jsonb NOT NULL,
        started_at timestamptz NOT NULL,
        last_arrival timestamptz NOT NULL,
        fired_at timestamptz,
        notified_at timestamptz,
        notified_count bigint NOT NULL DEFAULT 0,
        notified_severity smallint NOT NULL DEFAULT 0,
        escalated_at timestamptz,
        resolved_at timestamptz,
        reopened integer NOT NULL DEFAULT 0,
        sequence integer NOT NULL DEFAULT 0,
        acknowledged_by text,
        next_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX alerts_open ON alerts (fingerprint) WHERE state <> 'resolved'`);
    await runner.query(`CREATE INDEX alerts_fingerprint ON alerts (fingerprint, last_seen)`);
    await runner.query(`CREATE INDEX alerts_due ON alerts (next_at) WHERE next_at IS NOT NULL`);
    await runner.query(`CREATE INDEX alerts_fired ON alerts (fired_at) WHERE fired_at IS NOT NULL`);
    await runner.query(`CREATE INDEX alerts_last_seen ON alerts (last_seen, id)`);
    await runner.query(`
      CREATE TABLE alert_events (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT alert_events_pkey PRIMARY KEY,
        alert_id uuid NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        kind text NOT NULL,
        by text,
        detail text
      )`);
    await runner.query(`CREATE INDEX alert_events_alert ON alert_events (alert_id, id)`);
    await runner.query(`
      CREATE TABLE alert_deliveries (
        id uuid CONSTRAINT alert_deliveries_pkey PRIMARY KEY,
        alert_id uuid,
        sequence integer NOT NULL,
        channel text NOT NULL,
        event text NOT NULL,
        urgent boolean NOT NULL,
        state text NOT NULL,
        uncertain boolean NOT NULL DEFAULT false,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        due_at timestamptz NOT NULL DEFAULT now(),
        leased_until timestamptz,
        finished_at timestamptz,
        external_id text,
        last_error text,
        digest_id uuid,
        digest jsonb,
        CONSTRAINT alert_deliveries_once UNIQUE (alert_id, sequence, channel)
      )`);
    await runner.query(
      `CREATE INDEX alert_deliveries_open ON alert_deliveries (channel, due_at) WHERE state IN ('pending', 'sending')`,
    );
    await runner.query(`
      CREATE TABLE alert_channel_memory (
        alert_id uuid NOT NULL,
        channel text NOT NULL,
        memory jsonb NOT NULL,
        announced bigint NOT NULL,
        CONSTRAINT alert_channel_memory_pkey PRIMARY KEY (alert_id, channel)
      )`);
    await runner.query(`
      CREATE TABLE alert_hook_calls (
        id uuid NOT NULL,
        alert_id uuid NOT NULL,
        hook text NOT NULL,
        rule_id text NOT NULL,
        state text NOT NULL,
        dry_run boolean NOT NULL,
        called_at timestamptz NOT NULL,
        CONSTRAINT alert_hook_calls_pkey PRIMARY KEY (alert_id, hook)
      )`);
    await runner.query(`CREATE INDEX alert_hook_calls_rule ON alert_hook_calls (rule_id, hook, called_at)`);
    await runner.query(`CREATE INDEX alert_hook_calls_open ON alert_hook_calls (called_at) WHERE state = 'calling'`);
    await runner.query(`
      CREATE TABLE alert_silences (
        id uuid CONSTRAINT alert_silences_pkey PRIMARY KEY,
        matchers jsonb NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        schedule jsonb,
        created_by text NOT NULL,
        comment text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE alert_rules (
        id text NOT NULL,
        version integer NOT NULL,
        definition jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        CONSTRAINT alert_rules_pkey PRIMARY KEY (id, version)
      )`);
    await runner.query(`
      CREATE TABLE settings (
        name text CONSTRAINT settings_pkey PRIMARY KEY,
        value text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE settings, alert_rules, alert_silences, alert_hook_calls, alert_channel_memory,
      alert_deliveries, alert_events, alerts, alert_hits`);
  }
}
