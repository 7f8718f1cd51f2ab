import type { Pool, PoolClient } from 'pg';
import { uuid7 } from '../../core/uuid7';
import { inTransaction } from '../with-connection';
import { ALERT_COLUMNS, type AlertRow } from './alert-row';

/** Names the lock under which one server at a time decides about hooks; any fixed number does. */
const HOOK_LOCK = 5_820_417_393;

/**
 * `calling`: claimed, nobody knows yet; `called`: the hook has answered; `failed`: it did not take the call; `unknown`:
 * it may have; `skipped`: it was not to be called; `dry-run`: it would have been called.
 */
type HookState = 'calling' | 'called' | 'failed' | 'unknown' | 'skipped' | 'dry-run';

/** Which hook belongs to the alerts of a rule. */
export interface HookOfRule {
  readonly ruleId: string;
  readonly hook: string;
  readonly dryRun: boolean;
}

/** A call that this server has taken on. */
export interface HookCall {
  /** UUIDv7. */
  readonly id: string;
  readonly hook: string;
  readonly alert: AlertRow;
}

/** What is to become of an alert whose rule has a hook, and what its timeline says about that (null: not yet). */
export interface HookDecision {
  readonly state: Extract<HookState, 'calling' | 'skipped' | 'dry-run'>;
  readonly detail: string | null;
}

/** The ledger of hooks: one row for each alert and hook, written before the call, so that none is made twice. */
export class HookStore {
  constructor(private readonly pool: Pool) {}

  /**
   * Decides about alerts that people were told of since `since` and that no hook was decided for.
   * @param decide told when the hook was called for the rule before (epoch milliseconds; null: never)
   * @returns the calls to make now, at most `limit`
   */
  claim(
    hooks: readonly HookOfRule[],
    options: { readonly since: number; readonly limit: number },
    decide: (alert: AlertRow, lastCall: number | null) => HookDecision,
    now: number,
  ): Promise<HookCall[]> {
    return inTransaction(this.pool, async (client) => {
      if (!(await lock(client))) return [];
      const alerts = await undecided(client, hooks, options.since);
      if (alerts.length === 0) return [];
      const last = await lastCalls(client, hooks);
      const calls: HookCall[] = [];
      for (const alert of alerts) {
        const of = hooks.find(({ ruleId }) => ruleId === alert.ruleId);
        if (of === undefined || calls.length === options.limit) continue;
        const decision = decide(alert, last.get(alert.ruleId) ?? null);
        if (decision.state !== 'skipped') last.set(alert.ruleId, now);
        const id = uuid7(now);
        await client.query(
          `INSERT INTO alert_hook_calls (id, alert_id, hook, rule_id, state, dry_run, called_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [id, alert.id, of.hook, of.ruleId, decision.state, of.dryRun, new Date(now)],
        );
        if (decision.detail !== null) {
          await client.query(`INSERT INTO alert_events (alert_id, at, kind, detail) VALUES ($1, $2, 'hook', $3)`, [
            alert.id,
            new Date(now),
            decision.detail,
          ]);
        }
        if (decision.state === 'calling') calls.push({ id, hook: of.hook, alert });
      }
      return calls;
    });
  }

  /** Writes down how a call ended, in the ledger and in the timeline of its alert. */
  async settle(
    { alert, hook }: HookCall,
    settled: { readonly state: Exclude<HookState, HookDecision['state']>; readonly detail: string },
    now: number,
  ): Promise<void> {
    await this.pool.query(
      `WITH settled AS (
         UPDATE alert_hook_calls SET state = $3 WHERE alert_id = $1 AND hook = $2 AND state = 'calling' RETURNING alert_id
       ) INSERT INTO alert_events (alert_id, at, kind, detail) SELECT alert_id, $4, 'hook', $5 FROM settled`,
      [alert.id, hook, settled.state, new Date(now), settled.detail],
    );
  }

  /** Gives up the calls of servers that have died over them: they may have been made, so they are not made again. */
  async giveUp(before: number, now: number): Promise<void> {
    await this.pool.query(
      `WITH lost AS (
         UPDATE alert_hook_calls SET state = 'unknown' WHERE state = 'calling' AND called_at < $1 RETURNING alert_id, hook
       ) INSERT INTO alert_events (alert_id, at, kind, detail)
         SELECT alert_id, $2, 'hook', hook || ' may have been called: the server stopped over it' FROM lost`,
      [new Date(before), new Date(now)],
    );
  }
}

/** False when another server is at it. Held until the end of the transaction. */
async function lock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${String(HOOK_LOCK)}) AS locked`,
  );
  return rows[0]?.locked === true;
}

/** Alerts decided about in one transaction. */
const ALERTS_AT_ONCE = 500;

/** Nobody is told of an alert that is silenced, and nobody needs help with one that somebody works on. */
async function undecided(client: PoolClient, hooks: readonly HookOfRule[], since: number): Promise<AlertRow[]> {
  const { rows } = await client.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts alert
     JOIN unnest($1::text[], $2::text[]) AS rule (id, hook) ON rule.id = alert.rule_id
     WHERE alert.fired_at > $3 AND alert.state = 'firing' AND alert.notified_at IS NOT NULL AND NOT EXISTS (
       SELECT FROM alert_hook_calls call WHERE call.alert_id = alert.id AND call.hook = rule.hook
     ) ORDER BY alert.fired_at, alert.id LIMIT ${String(ALERTS_AT_ONCE)}`,
    [hooks.map(({ ruleId }) => ruleId), hooks.map(({ hook }) => hook), new Date(since)],
  );
  return rows;
}

/** When each rule has called its hook last, by rule; dry runs count among themselves. */
async function lastCalls(client: PoolClient, hooks: readonly HookOfRule[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ rule_id: string; at: Date }>(
    `SELECT call.rule_id, max(call.called_at) AS at FROM alert_hook_calls call
     JOIN unnest($1::text[], $2::text[], $3::boolean[]) AS rule (id, hook, dry_run)
       ON rule.id = call.rule_id AND rule.hook = call.hook AND rule.dry_run = call.dry_run
     WHERE call.state <> 'skipped' GROUP BY call.rule_id`,
    [hooks.map(({ ruleId }) => ruleId), hooks.map(({ hook }) => hook), hooks.map(({ dryRun }) => dryRun)],
  );
  return new Map(rows.map(({ rule_id: ruleId, at }) => [ruleId, at.getTime()]));
}
