import { DEFAULT_CATEGORIES, type Verdict } from '../../src/core/verdict';
import { LogRepository } from '../../src/persistence/log.repository';
import { PatternPreview } from '../../src/pipeline/patterns/pattern-preview';
import { readPattern } from '../../src/pipeline/patterns/read-patterns';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';

const CATEGORIES = DEFAULT_CATEGORIES.map(({ name }) => name);
const MINUTE = 60_000;
const now = Date.now();
const RULE = { id: 'pump', status: 'draft', pattern: '^pump \\d+', category: 'Error', severity: 4, triage: 'normal' };

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  const log = (minutesAgo: number, message: string, verdict: Partial<Verdict>, threats: string[] = []) => {
    const at = now - minutesAgo * MINUTE;
    const masked = message.replace(/\d+/g, '<NUM>');
    const given = makeVerdict({ decidedBy: 'bert', ruleId: null, triage: 'normal', ...verdict });
    return makeLog({ observedAt: at, timestamp: at, message, masked, raw: message, threats, verdict: given });
  };
  await storeLogs(
    db,
    ...Array.from({ length: 5 }, (_, i) =>
      log(10 + i, `pump ${String(i)} humming`, { category: 'Error', severity: 4 }),
    ),
    ...Array.from({ length: 3 }, (_, i) =>
      log(5 + i, `pump ${String(i)} on fire`, { severity: 9, triage: 'incident' }),
    ),
    ...Array.from({ length: 2 }, (_, i) => log(20 + i, `pump ${String(i)} stopped`, { ruleId: 'ahead' })),
    log(25, 'pump 7 OR 1=1', {}, ['sql-injection']),
    log(26, 'valve 7 humming', {}),
    log(180, 'pump 9 humming', { category: 'Error', severity: 4 }),
  );
});

afterAll(() => db.drop());

function preview(limits?: { logs: number; ms: number }): PatternPreview {
  const { rule } = readPattern({ ...RULE, id: 'ahead', status: 'active', pattern: 'stopped' }, CATEGORIES);
  return new PatternPreview(new LogRepository(db.dataSource), { ahead: () => [rule] }, CATEGORIES, limits);
}

it('counts what the rule would take and what would change, and shows it', async () => {
  const result = await preview().run(RULE, 2);
  expect(result).toMatchObject({ looked: 12, matched: 11, taken: 8, changed: 3, milder: 3, cut: null });
  expect(result.before).toEqual([
    { ruleId: 'ahead', logs: 2 },
    { ruleId: 'threat-sql-injection', logs: 1 },
  ]);
  expect(result.answers).toEqual([
    { category: 'Error', severity: 4, triage: 'normal', decidedBy: 'bert', logs: 5 },
    { category: 'Security Alert', severity: 9, triage: 'incident', decidedBy: 'bert', logs: 3 },
  ]);
  expect(result.samples.map(({ message }) => message).slice(0, 4)).toEqual([
    'pump 0 on fire',
    'pump 1 on fire',
    'pump 2 on fire',
    'pump 0 humming',
  ]);
  expect(await preview().run(RULE, 4)).toMatchObject({ looked: 13, taken: 9 });
});

it('says where it stopped, and takes one rule at a time', async () => {
  const one = preview({ logs: 4, ms: 60_000 });
  const [first, second] = await Promise.allSettled([one.run(RULE, 2), one.run(RULE, 2)]);
  expect(first).toMatchObject({ status: 'fulfilled', value: { looked: 4, cut: 'logs', from: now - 10 * MINUTE } });
  expect(second).toMatchObject({ reason: { code: 'preview_running', kind: 'busy', retryAfterSeconds: 10 } });
  await expect(one.run({ ...RULE, pattern: '(?<=a)b' }, 2)).rejects.toMatchObject({
    code: 'bad_pattern',
    message: expect.stringContaining('look-behind') as string,
  });
});
