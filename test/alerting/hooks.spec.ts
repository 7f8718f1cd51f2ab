import { createHmac } from 'node:crypto';
import type { AlertEngine } from '../../src/alerting/alert-engine';
import { AlertRule } from '../../src/alerting/alert-rule';
import { Hooks } from '../../src/alerting/hooks';
import { alertRuleSchema } from '../../src/alerting/rule-schema';
import { AlertStore } from '../../src/persistence/alerts/alert-store';
import { HookStore } from '../../src/persistence/alerts/hook-store';
import { WebhookDouble } from '../support/doubles/webhook-double';
import { AlertRig, HOUR, MINUTE, SECOND } from './rig';

const SECRET = 'made-up';

let rig: AlertRig;
let engine: AlertEngine;
let runbook: WebhookDouble;

beforeEach(async () => {
  rig = await AlertRig.open();
  rig.policies = { incident: { groupWait: 0 } };
  engine = rig.engine();
  runbook = await new WebhookDouble().listen();
});

afterEach(async () => {
  await runbook.close();
  await rig.close();
});

function hooksOf(hook: { name?: string; cooldown?: string; dryRun?: boolean }): Hooks {
  const definition = { name: 'restart', cooldown: '0s', dryRun: false, ...hook };
  const when = { triage: ['incident'] };
  const rule = new AlertRule(alertRuleSchema.parse({ id: 'incident', name: 'Incidents', when, hook: definition }));
  return new Hooks(new HookStore(rig.pool), {
    targets: new Map([['restart', new URL(`${runbook.url}/restart?token=t0p`)]]),
    secret: SECRET,
    rules: () => [rule],
    linksOf: () => ({ alert: null, log: null }),
    now: () => rig.now,
  });
}

async function fire(...hits: Parameters<AlertRig['hit']>): Promise<void> {
  await rig.hit(...hits);
  await rig.pass(SECOND, engine, null);
}

/** What the timelines say about hooks, oldest first. */
async function audit(): Promise<string[]> {
  const rows = await rig.db.dataSource.query<{ detail: string }[]>(
    "SELECT detail FROM alert_events WHERE kind = 'hook' ORDER BY id",
  );
  return rows.map(({ detail }) => detail);
}

it('calls the hook once when an alert fires, signed, and writes it down', async () => {
  const hooks = hooksOf({});
  await fire({});
  await hooks.turn();
  await fire({ severity: 10 });
  await hooks.turn();
  const [call, ...others] = runbook.requests;
  expect(others).toEqual([]);
  expect(call).toMatchObject({ method: 'POST', path: '/restart?token=t0p' });
  expect(JSON.parse(call!.body)).toMatchObject({
    version: '4',
    status: 'firing',
    hook: { name: 'restart', rule: 'incident' },
    alerts: [{ labels: { rule: 'incident', source: 'raid' } }],
  });
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call!.headers['x-logsieve-signature'])) ?? [];
  expect(mac).toBe(createHmac('sha256', SECRET).update(`${seconds!}.${call!.body}`).digest('hex'));
  expect(call!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  expect(await audit()).toEqual(['restart was called and answers HTTP 200']);
});

it('calls each hook once, whoever of two servers does it', async () => {
  await fire(...Array.from({ length: 25 }, (_, i) => ({ template: `disk ${String(i)} failed` })));
  const servers = [hooksOf({}), hooksOf({})];
  for (let turn = 0; turn < 4; turn++) {
    await Promise.all(servers.map((hooks) => hooks.turn()));
    rig.now += SECOND;
  }
  const groups = runbook.requests.map(({ body }) => (JSON.parse(body) as { groupKey: string }).groupKey);
  expect(groups).toHaveLength(25);
  expect(new Set(groups).size).toBe(25);
});

it('cools down for both of two servers that look at once', async () => {
  await fire(...Array.from({ length: 25 }, (_, i) => ({ template: `disk ${String(i)} failed` })));
  const servers = [hooksOf({ cooldown: '1h' }), hooksOf({ cooldown: '1h' })];
  for (let turn = 0; turn < 3; turn++) await Promise.all(servers.map((hooks) => hooks.turn()));
  expect(runbook.requests).toHaveLength(1);
  expect(await audit()).toHaveLength(25);
});

it('does nothing on the word of an LLM alone', async () => {
  const hooks = hooksOf({});
  await fire({ template: 'a', llmOnly: true }, { template: 'b', llmOnly: true }, { template: 'b', llmOnly: false });
  await hooks.turn();
  expect(runbook.requests.map(({ body }) => (JSON.parse(body) as { groupKey: string }).groupKey)).toEqual(['b']);
  expect(await audit()).toContain('restart is not called: only an LLM says that something is wrong');
  // Not any more when somebody else says it later: the alert has fired without it.
  await fire({ template: 'a', llmOnly: false });
  await hooks.turn();
  expect(runbook.requests).toHaveLength(1);
});

it('cools down, also for a server that was started meanwhile', async () => {
  await fire({ template: 'a' });
  await hooksOf({ cooldown: '1h' }).turn();
  await fire({ template: 'b' });
  await hooksOf({ cooldown: '1h' }).turn();
  expect(runbook.requests).toHaveLength(1);
  expect((await audit())[1]).toMatch(/^restart is not called: it cools down until 2026-11-21T13:00:0\d/);
  rig.now += HOUR;
  await fire({ template: 'c' });
  await hooksOf({ cooldown: '1h' }).turn();
  expect(runbook.requests).toHaveLength(2);
});

it('only writes down what a dry run would do, and does not cool down the real thing', async () => {
  await fire({ template: 'a' });
  await hooksOf({ dryRun: true, cooldown: '1h' }).turn();
  expect(runbook.requests).toEqual([]);
  expect(await audit()).toEqual(['restart would be called (dry run)']);
  await fire({ template: 'b' });
  await hooksOf({ cooldown: '1h' }).turn();
  expect(runbook.requests).toHaveLength(1);
});

it('does not call again when the answer is lost or the hook refuses', async () => {
  runbook.next(/restart/, 'dropAfter', { status: 503 });
  const hooks = hooksOf({});
  await fire({ template: 'a' });
  await hooks.turn();
  await fire({ template: 'b' });
  await hooks.turn();
  await rig.pass(5 * MINUTE, engine, null, MINUTE);
  await hooks.turn();
  expect(runbook.requests).toHaveLength(2);
  const [lost, refused] = await audit();
  expect(lost).toMatch(/^restart may have been called: the answer of 127\.0\.0\.1:\d+ was lost/);
  expect(refused).toMatch(/^restart could not be called: 127\.0\.0\.1:\d+ answers HTTP 503/);
  expect(await rig.db.count("alert_events WHERE detail LIKE '%t0p%'")).toBe(0);
});

it('gives up the call of a server that died over it', async () => {
  runbook.next(/restart/, 'hang');
  await fire({});
  const dying = hooksOf({}).turn();
  while (runbook.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  rig.now += 3 * MINUTE;
  await hooksOf({}).turn();
  expect(runbook.requests).toHaveLength(1);
  expect(await audit()).toEqual(['restart may have been called: the server stopped over it']);
  await runbook.close();
  await dying;
  // Its own word comes too late.
  expect(await audit()).toHaveLength(1);
  runbook = await new WebhookDouble().listen();
});

it('leaves alone what is silenced, acknowledged, old, or not a hook of the settings', async () => {
  const hooks = hooksOf({});
  await new AlertStore(rig.pool).transaction((tables) =>
    tables.addSilence({
      id: '01985a1b-3f70-7a52-8c1d-2f6e0a9b4c11',
      matchers: [{ label: 'fingerprint', value: 'silenced' }],
      startsAt: rig.now - MINUTE,
      endsAt: rig.now + 20 * MINUTE,
      schedule: null,
      createdBy: 'ana',
      comment: 'known',
    }),
  );
  await fire({ template: 'silenced' }, { template: 'acknowledged' });
  await rig.pool.query("UPDATE alerts SET state = 'acknowledged' WHERE fingerprint = 'acknowledged'");
  await hooks.turn();
  // The silence ends, but the alert has fired long ago.
  await rig.pass(25 * MINUTE, engine, null, MINUTE);
  await hooks.turn();
  expect(await audit()).toEqual([]);
  await fire({ template: 'new' });
  await hooksOf({ name: 'unknown' }).turn();
  expect(await audit()).toEqual(['unknown is not called: the settings have no hook of this name']);
  expect(runbook.requests).toEqual([]);
});
