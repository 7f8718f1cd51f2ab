import { AlertRules, parseAlertRules } from '../../src/alerting/alert-rules';
import { RuleService } from '../../src/alerting/rule-service';
import { AlertRuleRepository } from '../../src/persistence/alerts/alert-rule.repository';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { eventually } from '../support/server';

const FILE = `
version: 1
rules:
  - { id: incident, name: Incidents, when: { triage: [incident] }, channels: [slack] }
`;
const RULE = { id: 'disks', name: 'Disks', when: { minSeverity: 7 }, channels: ['slack'], repeatInterval: '120m' };

let db: TestDatabase;
let warnings: string[];
let services: RuleService[];

beforeEach(async () => {
  db = await createTestDatabase();
  warnings = [];
  services = [];
});

afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await db.drop();
});

/** One server; `inForce` is what was last put in force there. */
function server(): { service: RuleService; rules: AlertRules; inForce: () => string[] } {
  let ids: string[] = [];
  const rules = new AlertRules(parseAlertRules(FILE, 'rules.yaml'), { dedupWindowMs: 0 }, (all) => {
    ids = all.filter(({ definition }) => definition.enabled).map(({ definition }) => definition.id);
  });
  const service = new RuleService(new AlertRuleRepository(db.dataSource), rules, {
    hooks: ['restart'],
    onWarn: (text) => warnings.push(text),
  });
  services.push(service);
  return { service, rules, inForce: () => ids };
}

it('keeps all versions and goes back to an earlier one', async () => {
  const { service } = server();
  expect(await service.create(RULE, 'ana')).toMatchObject({
    origin: 'api',
    version: 1,
    overrides: false,
    rule: { repeatInterval: '2h', groupWait: '30s' },
  });
  await service.put('disks', { ...RULE, name: 'Other' }, 'bo');
  await service.remove('disks', 'bo');
  expect(() => service.get('disks')).toThrow('there is no alert rule disks');
  const versions = await service.versions('disks');
  expect(versions.map(({ version, createdBy, rule }) => [version, createdBy, rule === null])).toEqual([
    [3, 'bo', true],
    [2, 'bo', false],
    [1, 'ana', false],
  ]);
  expect(await service.put('disks', versions[2]?.rule, 'ana')).toMatchObject({ version: 4, rule: { name: 'Disks' } });
});

it('stands above the file, which comes back', async () => {
  const { service, inForce } = server();
  await expect(service.remove('incident', 'ana')).rejects.toMatchObject({
    kind: 'conflict',
    code: 'alert_rule_of_file',
  });
  expect(service.get('incident')).toMatchObject({ origin: 'file', version: null });
  const { rule } = service.get('incident');
  expect(await service.put('incident', { ...rule, enabled: false }, 'ana')).toMatchObject({
    overrides: true,
    version: 1,
  });
  expect(inForce()).toEqual([]);
  expect(await service.remove('incident', 'ana')).toEqual({ rule, origin: 'file', version: null, overrides: false });
  expect(inForce()).toEqual(['incident']);
});

it('is the same on another server, after a while and after its start', async () => {
  const [one, other] = [server(), server()];
  await other.service.start();
  await one.service.create(RULE, 'ana');
  await eventually(
    () => Promise.resolve(other.inForce()),
    (ids) => ids.includes('disks'),
  );
  const third = server();
  await third.service.start();
  expect(third.inForce()).toEqual(['incident', 'disks']);
}, 15_000);

it('takes an id once, on whatever server', async () => {
  const made = await Promise.allSettled(
    [server(), server(), server()].map(({ service }) => service.create(RULE, 'ana')),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of made) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict' });
  expect(await db.count('alert_rules')).toBe(1);
  await expect(server().service.create({ ...RULE, id: 'incident' }, 'ana')).rejects.toMatchObject({
    code: 'alert_rule_exists',
  });
});

it.each([
  ['an unknown word', { ...RULE, colour: 'red' }, 'rule', /colour/],
  ['a time without a unit', { ...RULE, groupWait: '30' }, 'groupWait', /such as 30s, 10m, 4h or 1d/],
  [
    'a pattern that does not end',
    { ...RULE, when: { fields: [{ field: 'user', op: 'matches', value: '(?=x)' }] } },
    'when.fields.0.value',
    /look-ahead/,
  ],
  ['a hook that nobody allowed', { ...RULE, hook: { name: 'format' } }, 'hook.name', /there are restart/],
])('refuses %s, with its place', async (_what, rule, where, detail) => {
  await expect(server().service.create(rule, 'ana')).rejects.toMatchObject({
    kind: 'invalid',
    code: 'bad_alert_rule',
    issues: [{ where, detail: expect.stringMatching(detail) as string }],
  });
  expect(await db.count('alert_rules')).toBe(0);
});

it('refuses a rule that is too large or has another id', async () => {
  const { service } = server();
  const words = Array.from({ length: 100 }, (_, i) => String(i).padEnd(500, 'x'));
  const when = { keywords: { any: words, all: words } };
  await expect(service.create({ ...RULE, when }, 'ana')).rejects.toMatchObject({ kind: 'too_large' });
  await expect(service.put('other', RULE, 'ana')).rejects.toMatchObject({ code: 'other_alert_rule' });
});

it('goes on without a rule that it cannot use', async () => {
  const kept = new AlertRuleRepository(db.dataSource);
  await kept.add({ id: 'incident', version: 1, definition: { id: 'incident' }, createdBy: 'an older release' });
  await kept.add({ id: 'disks', version: 1, definition: RULE, createdBy: 'ana' });
  const { service, inForce } = server();
  await service.start();
  expect(inForce()).toEqual(['incident', 'disks']);
  expect(service.get('incident')).toMatchObject({ origin: 'file' });
  expect(warnings).toEqual([expect.stringMatching(/^version 1 of the alert rule incident cannot be used: name:/)]);
});
