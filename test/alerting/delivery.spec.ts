import type { AlertEngine } from '../../src/alerting/alert-engine';
import type { Dispatcher } from '../../src/alerting/dispatcher';
import { AlertRig, HOUR, MINUTE, SECOND } from './rig';

let rig: AlertRig;
let engine: AlertEngine;
let dispatcher: Dispatcher;

beforeEach(async () => {
  rig = await AlertRig.open();
  rig.policies = { incident: { groupWait: 0 } };
  engine = rig.engine();
  dispatcher = rig.dispatcher();
});

afterEach(() => rig.close());

const pass = (ms: number, stepMs?: number): Promise<void> => rig.pass(ms, engine, dispatcher, stepMs);

async function ledger(): Promise<string[]> {
  const rows = await rig.db.dataSource.query<{ event: string; state: string }[]>(
    'SELECT event, state FROM alert_deliveries ORDER BY created_at, id',
  );
  return rows.map(({ event, state }) => `${event} ${state}`);
}

it('tries again, not before the service wants it', async () => {
  rig.slack.script = [{ kind: 'retry', reason: 'ratelimited', afterMs: 40_000 }];
  await rig.hit({});
  await pass(39 * SECOND, SECOND);
  expect(rig.slack.told).toHaveLength(1);
  await pass(10 * SECOND, SECOND);
  expect(rig.slack.told).toHaveLength(2);
  expect(rig.slack.messages.map(({ message }) => message.id)).toEqual(Array(2).fill(rig.slack.messages[0]?.message.id));
  expect(await ledger()).toEqual(['firing delivered']);
});

it('says when a call may have happened before', async () => {
  rig.slack.script = [{ kind: 'ambiguous', reason: 'no answer' }];
  await rig.hit({});
  await pass(2 * MINUTE, SECOND);
  expect(rig.slack.messages.map(({ after }) => after)).toEqual(['nothing', 'ambiguous']);
});

it('gives up what will never work', async () => {
  rig.slack.script = [{ kind: 'dead', reason: 'channel_not_found' }];
  await rig.hit({});
  await pass(10 * MINUTE, MINUTE);
  expect(rig.slack.told).toHaveLength(1);
  expect(await ledger()).toEqual(['firing dead']);
});

it('takes over what a server that died was sending, as something that may have arrived', async () => {
  rig.slack.script = ['never'];
  await rig.hit({});
  rig.now += SECOND;
  await engine.turn();
  void rig.dispatcher().turn();
  while (rig.slack.messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await pass(80 * SECOND, SECOND);
  expect(rig.slack.messages).toHaveLength(1);
  await pass(20 * SECOND, SECOND);
  expect(rig.slack.messages.map(({ after }) => after)).toEqual(['nothing', 'ambiguous']);
  expect(await ledger()).toEqual(['firing delivered']);
});

it.each([3, 10])(
  'loses nothing while a service is down for %i minutes and says nothing that is over',
  async (minutes) => {
    rig.slack.always = { kind: 'retry', reason: 'connection refused', afterMs: null };
    rig.policies = { incident: { groupWait: 0, resolveAfter: 2 * MINUTE, dedupWindow: 4 * HOUR } };
    const events = ['a', 'b', 'c'];
    await rig.hit({ template: 'short' });
    for (let minute = 0; minute < minutes; minute++) {
      await rig.hit(...events.map((template) => ({ template })));
      await pass(MINUTE, 5 * SECOND);
    }
    const callsWhileDown = rig.slack.messages.length;
    expect(callsWhileDown).toBeGreaterThan(5);
    // The breaker: four messages tried every few seconds would have been far more.
    expect(callsWhileDown).toBeLessThan(20);
    rig.slack.always = null;
    rig.slack.messages.length = 0;
    // The pauses between two tries grow with the time it was down.
    for (let minute = 0; minute < minutes + 6; minute++) {
      await rig.hit(...events.map((template) => ({ template })));
      await pass(MINUTE, 5 * SECOND);
    }
    const told = rig.slack.messages.flatMap(({ message }) => (message.kind === 'digest' ? message.top : message.alert));
    expect(told.map(({ template }) => template).sort()).toEqual(events);
    expect((await ledger()).filter((line) => line === 'firing cancelled')).toHaveLength(1);
  },
);

it('tells in one message what has waited for long', async () => {
  rig.slack.always = { kind: 'retry', reason: 'connection refused', afterMs: null };
  for (let minute = 0; minute < 20; minute++) {
    await rig.hit({ template: 'a' }, { template: 'b', severity: 5 });
    await pass(MINUTE, 10 * SECOND);
  }
  rig.slack.always = null;
  rig.slack.messages.length = 0;
  for (let minute = 0; minute < 12; minute++) {
    await rig.hit({ template: 'a' }, { template: 'b', severity: 5 });
    await pass(MINUTE, 10 * SECOND);
  }
  // The first one shows that the service is back; what else has waited comes together.
  expect(rig.slack.told.slice(0, 2)).toEqual(['firing a', 'digest of 2']);
});

it('makes one digest of what is too much, and counts the truth', async () => {
  const [alerts, logs] = [500, 100];
  for (let second = 0; second < 60; second++) {
    const hits = Array.from({ length: alerts }, (_, i) => ({
      template: `event ${String(i)}`,
      count: logs / 50 - (second < 50 ? 0 : 2),
    }));
    await rig.hit(...hits.filter(({ count }) => count > 0));
    await pass(SECOND);
  }
  await pass(10 * MINUTE, 10 * SECOND);
  expect(rig.slack.messages.length).toBeLessThanOrEqual(10 + 11 * 10);
  const digested = rig.slack.digests.reduce((sum, digest) => sum + digest.alerts, 0);
  const alone = rig.slack.alerts.filter(({ event }) => event === 'firing').length;
  expect(digested + alone).toBe(alerts);
  const [sum] = await rig.db.dataSource.query<{ n: string }[]>('SELECT sum(count) AS n FROM alerts');
  expect(Number(sum?.n)).toBe(alerts * logs);
  const [announced] = await rig.db.dataSource.query<{ n: string }[]>(
    'SELECT sum(announced) AS n FROM alert_channel_memory',
  );
  const told = rig.slack.digests.reduce((total, digest) => total + digest.logs, 0);
  expect(told + rig.slack.alerts.reduce((total, { alert }) => total + alert.count, 0)).toBe(Number(announced?.n));
});

it('keeps a share for what is urgent', async () => {
  const flood = Array.from({ length: 200 }, (_, i) => ({ template: `event ${String(i)}` }));
  await rig.hit(...flood, { template: 'break-in', category: 'Security Alert', severity: 10 });
  await pass(SECOND);
  expect(rig.slack.told).toEqual(['firing break-in', 'digest of 200']);
});
