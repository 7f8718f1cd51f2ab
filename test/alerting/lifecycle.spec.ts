import type { AlertEngine } from '../../src/alerting/alert-engine';
import type { Dispatcher } from '../../src/alerting/dispatcher';
import { AlertRig, HOUR, MINUTE, SECOND } from './rig';

let rig: AlertRig;
let engine: AlertEngine;
let dispatcher: Dispatcher;

beforeEach(async () => {
  rig = await AlertRig.open();
  engine = rig.engine();
  dispatcher = rig.dispatcher();
});

afterEach(() => rig.close());

const pass = (ms: number, stepMs?: number): Promise<void> => rig.pass(ms, engine, dispatcher, stepMs);

async function states(): Promise<string[]> {
  const rows = await rig.db.dataSource.query<{ state: string }[]>('SELECT state FROM alerts ORDER BY first_seen, id');
  return rows.map(({ state }) => state);
}

it('waits for the group, tells once, and says when it is over', async () => {
  await rig.hit({ count: 2 });
  await pass(29 * SECOND, SECOND);
  expect(await states()).toEqual(['pending']);
  await rig.hit({ count: 3 });
  await pass(SECOND);
  expect(rig.slack.told).toEqual(['firing disk <NUM> failed']);
  expect(rig.slack.alerts[0]).toMatchObject({ sequence: 1, alert: { count: 5, state: 'firing', severity: 9 } });
  await pass(40 * MINUTE, MINUTE);
  expect(rig.slack.told).toEqual(['firing disk <NUM> failed', 'resolved disk <NUM> failed']);
  expect(await states()).toEqual(['resolved']);
  expect(rig.slack.messages[1]).toMatchObject({ memory: { thread: 1 }, message: { sequence: 2 } });
});

it('tells of new logs no more often than the window says, and of worse ones sooner', async () => {
  await rig.hit({});
  await pass(MINUTE);
  for (let minute = 0; minute < 14; minute++) {
    await rig.hit({});
    await pass(MINUTE);
  }
  expect(rig.slack.told).toHaveLength(1);
  await rig.hit({});
  await pass(2 * MINUTE, SECOND * 10);
  expect(rig.slack.told).toEqual(['firing disk <NUM> failed', 'repeat disk <NUM> failed']);
  expect(rig.slack.alerts[1]?.alert.count).toBe(16);
  await rig.hit({ severity: 10 });
  await pass(5 * MINUTE, SECOND * 30);
  expect(rig.slack.told).toHaveLength(3);
});

it('reminds of what nobody has acknowledged, and escalates it once', async () => {
  rig.policies = { incident: { escalation: { after: HOUR, channels: ['email'] }, resolveAfter: 24 * HOUR } };
  await rig.hit({});
  await pass(9 * HOUR, MINUTE);
  expect(rig.slack.told).toEqual(['firing disk <NUM> failed', 'repeat disk <NUM> failed', 'repeat disk <NUM> failed']);
  expect(rig.email.told).toEqual(['escalation disk <NUM> failed']);
});

it('is the same alert when it comes back soon, and another one when it comes back late', async () => {
  rig.policies = { incident: { resolveAfter: 5 * MINUTE } };
  await rig.hit({});
  await pass(6 * MINUTE, MINUTE);
  expect(await states()).toEqual(['resolved']);
  await rig.hit({});
  await pass(MINUTE);
  expect(await states()).toEqual(['firing']);
  // Nobody is told again before the window since the last message has passed.
  expect(rig.slack.told).toHaveLength(2);
  await pass(HOUR, MINUTE);
  await rig.hit({});
  await pass(MINUTE);
  expect(await states()).toEqual(['resolved', 'firing']);
});

it('asks for more quiet each time it comes back', async () => {
  rig.policies = { incident: { resolveAfter: 5 * MINUTE, dedupWindow: 30 * MINUTE } };
  await rig.hit({});
  await pass(6 * MINUTE, MINUTE);
  await rig.hit({});
  await pass(6 * MINUTE, MINUTE);
  expect(await states()).toEqual(['firing']);
  await pass(5 * MINUTE, MINUTE);
  expect(await states()).toEqual(['resolved']);
});

it('tells of logs that come late, and counts those that come again without calling anybody', async () => {
  const [first, last] = [rig.now - 3 * HOUR, rig.now - 2 * HOUR];
  await rig.hit({ firstSeen: first, lastSeen: last, count: 7 });
  await pass(HOUR, MINUTE);
  expect(rig.slack.told).toEqual(['firing disk <NUM> failed', 'resolved disk <NUM> failed']);
  await rig.hit({ firstSeen: first, lastSeen: last, count: 7 });
  await pass(HOUR, MINUTE);
  expect(rig.slack.told).toHaveLength(2);
  expect(await states()).toEqual(['resolved']);
  const [row] = await rig.db.dataSource.query<{ count: string }[]>('SELECT count FROM alerts');
  expect(row?.count).toBe('14');
});

it('fires when there are enough logs within the window, by the clock of the logs', async () => {
  rig.policies = { incident: { count: { atLeast: 10, withinMs: 5 * MINUTE }, groupWait: 0 } };
  const minute = rig.now - (rig.now % MINUTE);
  await rig.hit({ count: 5, perMinute: [[minute, 5]] }, { count: 4, perMinute: [[minute + MINUTE, 4]] });
  await pass(SECOND);
  expect(await states()).toEqual(['pending']);
  await rig.hit({ count: 1, perMinute: [[minute + 5 * MINUTE, 1]] });
  await pass(SECOND);
  expect(await states()).toEqual(['pending']);
  await rig.hit({ count: 5, perMinute: [[minute + 5 * MINUTE, 5]] });
  await pass(SECOND);
  expect(rig.slack.told).toHaveLength(1);
});

it('forgets in silence what never was enough', async () => {
  rig.policies = { incident: { count: { atLeast: 10, withinMs: 5 * MINUTE } } };
  await rig.hit({ perMinute: [[rig.now - (rig.now % MINUTE), 1]] });
  await pass(10 * MINUTE, MINUTE);
  expect(await states()).toEqual(['resolved']);
  expect(rig.slack.told).toEqual([]);
});

it('tells nobody while it is silenced, and then what goes on', async () => {
  await rig.pool.query(
    `INSERT INTO alert_silences (id, matchers, starts_at, ends_at, created_by, comment)
     VALUES (gen_random_uuid(), '[{"label": "source", "value": "ra*"}]', $1, $2, 'me', 'works on it')`,
    [new Date(rig.now), new Date(rig.now + 10 * MINUTE)],
  );
  await rig.hit({}, { template: 'other', source: 'fan' });
  await pass(9 * MINUTE, MINUTE);
  expect(rig.slack.told).toEqual(['firing other']);
  await pass(3 * MINUTE, MINUTE);
  expect(rig.slack.told).toEqual(['firing other', 'firing disk <NUM> failed']);
});

it('tells nobody while another alert explains it, and never keeps itself quiet', async () => {
  rig.inhibitions = [{ by: 'power', rules: ['incident', 'power'], equal: ['source'] }];
  engine = rig.engine();
  await rig.hit({ template: 'power lost', rule: { id: 'power', name: 'Power' } });
  await pass(MINUTE);
  await rig.hit({}, { template: 'elsewhere', source: 'other' });
  await pass(MINUTE);
  expect(rig.slack.told).toEqual(['firing power lost', 'firing elsewhere']);
});

it('puts what is too many into one alert of the rule, and counts it all', async () => {
  engine = rig.engine({ maxOpen: 3 });
  await rig.hit(...Array.from({ length: 10 }, (_, i) => ({ template: `event ${String(i)}`, count: 2 })));
  await pass(MINUTE);
  const rows = await rig.db.dataSource.query<{ template: string; count: string }[]>(
    'SELECT template, count FROM alerts ORDER BY count DESC, template',
  );
  expect(rows).toEqual([
    { template: 'further alerts of this rule', count: '14' },
    ...['event 0', 'event 1', 'event 2'].map((template) => ({ template, count: '2' })),
  ]);
});

it('moves once, whichever of several servers does it', async () => {
  const engines = [engine, rig.engine(), rig.engine()];
  const dispatchers = [dispatcher, rig.dispatcher(), rig.dispatcher()];
  for (let round = 0; round < 40; round++) {
    await rig.hit({ template: `event ${String(round % 4)}` });
    rig.now += SECOND;
    await Promise.all(engines.map((one) => one.turn()));
    await Promise.all(dispatchers.map((one) => one.turn()));
  }
  expect(rig.slack.told.sort()).toEqual([0, 1, 2, 3].map((i) => `firing event ${String(i)}`));
  expect(await rig.db.count('alert_hits')).toBe(0);
  const [sum] = await rig.db.dataSource.query<{ n: string }[]>('SELECT sum(count) AS n FROM alerts');
  expect(sum?.n).toBe('40');
});
