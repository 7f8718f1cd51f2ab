import { AlertRule } from '../../src/alerting/alert-rule';
import { Backtest } from '../../src/alerting/backtest';
import { alertRuleSchema } from '../../src/alerting/rule-schema';
import type { ClassifiedLog } from '../../src/core/log';
import { LogRepository } from '../../src/persistence/log.repository';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';
import { HOUR, MINUTE } from './rig';

let db: TestDatabase;
const now = Date.now();

beforeAll(async () => {
  db = await createTestDatabase();
  const log = (minutesAgo: number, given: Partial<ClassifiedLog>): ClassifiedLog =>
    makeLog({ observedAt: now - minutesAgo * MINUTE, timestamp: now - minutesAgo * MINUTE, ...given });
  const failed = makeVerdict({ triage: 'incident', severity: 9, category: 'Critical Error' });
  const routine = makeVerdict({ triage: 'normal', severity: 2, category: 'System Notification' });
  await storeLogs(
    db,
    // A burst of one client, the same number of logs of another one over hours, and noise.
    ...Array.from({ length: 12 }, (_, i) => log(30 + i / 12, { verdict: failed, fields: { clientIp: '192.0.2.1' } })),
    ...Array.from({ length: 12 }, (_, i) => log(60 + i * 20, { verdict: failed, fields: { clientIp: '192.0.2.2' } })),
    ...Array.from({ length: 40 }, (_, i) => log(i, { verdict: routine })),
    log(49 * 60, { verdict: failed, fields: { clientIp: '192.0.2.3' } }),
  );
});

afterAll(() => db.drop());

function ruleOf(given: object): AlertRule {
  return new AlertRule(alertRuleSchema.parse({ id: 'r', name: 'R', groupBy: ['fields.clientIp'], ...given }));
}

const backtest = (limits?: ConstructorParameters<typeof Backtest>[1]): Backtest =>
  new Backtest(new LogRepository(db.dataSource), limits);

it('counts logs, groups and alerts, with samples', async () => {
  const result = await backtest().run(ruleOf({ when: { triage: ['incident'] } }), 1);
  expect(result).toMatchObject({ looked: 24, matched: 24, groups: 2, alerts: 2, cut: null });
  expect(result.from).toBeGreaterThan(now - 25 * HOUR);
  const slow = result.top.find(({ entities }) => entities['fields.clientIp'] === '192.0.2.2');
  expect(slow).toMatchObject({ count: 12, severity: 9, category: 'Critical Error', fires: true });
  expect([slow?.firstSeen, slow?.lastSeen]).toEqual([now - (60 + 11 * 20) * MINUTE, now - 60 * MINUTE]);
  expect(slow?.sample).toMatchObject({ timestamp: now - 60 * MINUTE, message: 'GET /admin returned 403' });
  expect(await backtest().run(ruleOf({ when: { triage: ['incident'] } }), 3)).toMatchObject({ matched: 25, groups: 3 });
});

it('fires only where there are enough logs at a time', async () => {
  const result = await backtest().run(ruleOf({ when: { minSeverity: 8 }, count: { atLeast: 10, within: '10m' } }), 1);
  expect(result).toMatchObject({ matched: 24, groups: 2, alerts: 1 });
  expect(result.top.filter(({ fires }) => fires).map(({ entities }) => entities)).toEqual([
    { 'fields.clientIp': '192.0.2.1' },
  ]);
});

it('adds up over pages and says where it stopped', async () => {
  const rule = ruleOf({ when: { minSeverity: 1 }, groupBy: ['category'] });
  const cut = await backtest({ logs: 30, groups: 100, ms: 60_000 }).run(rule, 1);
  expect(cut).toMatchObject({ looked: 30, matched: 30, cut: 'logs' });
  expect(cut.from).toBeGreaterThan(now - HOUR);
  expect(await backtest({ logs: 1_000, groups: 100, ms: 60_000 }).run(rule, 1)).toMatchObject({
    looked: 64,
    cut: null,
  });
});

it('also tries a rule that is off, and says what history cannot tell', async () => {
  const result = await backtest().run(ruleOf({ enabled: false, when: { template: 'new', minSeverity: 8 } }), 1);
  expect(result.matched).toBe(24);
  expect(result.notes).toContain('"template: new" cannot be tested on history and was taken as met');
});

it('tries one rule at a time', async () => {
  const one = backtest();
  const rule = ruleOf({ when: { minSeverity: 8 } });
  const first = one.run(rule, 1);
  await expect(one.run(rule, 1)).rejects.toMatchObject({ kind: 'busy', code: 'backtest_running' });
  await first;
  await one.run(rule, 1);
});
