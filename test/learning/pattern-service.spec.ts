import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuleFile } from '../../src/classification/regex/rule-file';
import { DEFAULT_CATEGORIES } from '../../src/core/verdict';
import { PatternRuleRepository } from '../../src/persistence/pattern-rule.repository';
import { PatternService } from '../../src/pipeline/patterns/pattern-service';
import { readPattern } from '../../src/pipeline/patterns/read-patterns';
import { PatternTransfer } from '../../src/pipeline/patterns/pattern-transfer';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog } from '../support/postgres-logs';
import { eventually } from '../support/server';

const CATEGORIES = DEFAULT_CATEGORIES.map(({ name }) => name);
const folder = mkdtempSync(join(tmpdir(), 'logsieve-stored-rules-'));
const path = join(folder, 'patterns.json');
const ANSWER = { category: 'Error', severity: 3, triage: 'normal' };
const PUMP = { id: 'pump', pattern: '^pump \\d+ stopped$', ...ANSWER };

interface Server {
  readonly service: PatternService;
  readonly transfer: PatternTransfer;
  readonly file: RuleFile;
  /** Id and severity of the rule that decides on a message. */
  readonly decides: (message: string) => string | null;
}

let db: TestDatabase;
let warnings: string[];
let servers: Server[];

beforeEach(async () => {
  db = await createTestDatabase();
  warnings = [];
  servers = [];
  writeFile({ id: 'own', pattern: '^valve', ...ANSWER });
});

afterEach(async () => {
  await Promise.all(
    servers.map(({ service, file }) => {
      file.close();
      return service.stop();
    }),
  );
  await db.drop();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeFile(...rules: object[]): void {
  replaceFile(JSON.stringify({ version: 1, rules }));
}

/** At once: a half-written file would be read, and rightly be complained about. */
function replaceFile(text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function server(): Server {
  const file = RuleFile.open(path, {
    categories: CATEGORIES,
    pollInterval: 5,
    onReload: () => undefined,
    onError: (error) => warnings.push(error.message),
  });
  const none = new Map<string, number>();
  const service = new PatternService(
    new PatternRuleRepository(db.dataSource),
    { rules: file, ruleHits: none, shadowHits: none },
    { categories: CATEGORIES, onWarn: (text) => warnings.push(text) },
  );
  const decides = (message: string): string | null => {
    const rule = file.rules.match(makeLog({ message, masked: message, formId: message, fields: {} }));
    return rule === null ? null : `${rule.id} ${String(rule.verdict.severity)}`;
  };
  const made = { service, transfer: new PatternTransfer(service, file, CATEGORIES), file, decides };
  servers.push(made);
  return made;
}

it('keeps every version with what changed, and brings one back, also of a deleted rule', async () => {
  const { service, decides } = server();
  await service.create({ ...PUMP, status: 'draft' }, 'ana');
  expect(decides('pump 1 stopped')).toBeNull();
  await service.setStatus('pump', 'active', 'bo');
  expect(await service.setStatus('pump', 'active', 'bo')).toMatchObject({ version: 2 });
  await service.put('pump', { ...PUMP, severity: 5 }, 'cy');
  expect(decides('pump 1 stopped')).toBe('pump 5');
  expect(await service.revert('pump', 2, 'ana')).toMatchObject({ version: 4, origin: 'stored', updatedBy: 'ana' });
  expect(decides('pump 1 stopped')).toBe('pump 3');
  await service.remove('pump', 'bo');
  expect(decides('pump 1 stopped')).toBeNull();
  expect(() => service.get('pump')).toThrow('there is no rule pump');
  const versions = await service.versions('pump');
  expect(versions.map(({ version, createdBy, changes }) => [version, createdBy, changes.length])).toEqual([
    [5, 'bo', 11],
    [4, 'ana', 1],
    [3, 'cy', 1],
    [2, 'bo', 1],
    [1, 'ana', 11],
  ]);
  expect(versions[2]?.changes).toEqual([{ field: 'severity', before: 3, after: 5 }]);
  expect(versions[3]?.changes).toEqual([{ field: 'status', before: 'draft', after: 'active' }]);
  await expect(service.revert('pump', 5, 'ana')).rejects.toMatchObject({ code: 'pattern_version_empty' });
  await expect(service.revert('pump', 9, 'ana')).rejects.toMatchObject({
    code: 'unknown_pattern_version',
    message: 'the rule pump has no version 9; its newest is 5',
  });
  await service.revert('pump', 3, 'ana');
  expect(decides('pump 1 stopped')).toBe('pump 5');
});

it('never touches a rule of the file, and gives way when the file gains its id', async () => {
  const { service, decides } = server();
  for (const change of [
    service.create({ ...PUMP, id: 'own' }, 'ana'),
    service.put('own', { ...PUMP, id: 'own' }, 'ana'),
    service.remove('own', 'ana'),
    service.setStatus('own', 'draft', 'ana'),
  ]) {
    await expect(change).rejects.toMatchObject({ kind: 'conflict', code: 'pattern_of_file' });
  }
  expect(await db.count('pattern_rules')).toBe(0);
  expect(await service.versions('own')).toEqual([]);

  await service.create({ ...PUMP, priority: 100, pattern: '^(?:pump|valve)', severity: 9 }, 'ana');
  expect([decides('pump 1'), decides('valve 1')]).toEqual(['pump 9', 'own 3']);
  writeFile({ id: 'pump', pattern: '^pump', ...ANSWER, severity: 1 });
  await eventually(
    () => Promise.resolve(decides('pump 1')),
    (answer) => answer === 'pump 1',
  );
  const listed = service.list().map(({ rule, origin, overridden }) => [rule.id, origin, overridden]);
  expect(listed).toEqual([
    ['pump', 'file', false],
    ['pump', 'stored', true],
  ]);
  expect(service.get('pump')).toMatchObject({ origin: 'file', definition: { severity: 1 } });
  await expect(service.revert('pump', 1, 'ana')).rejects.toMatchObject({ code: 'pattern_of_file' });
  await service.remove('pump', 'ana');
  expect(service.list()).toHaveLength(1);
});

it('is the same on another server, after a while and after its start', async () => {
  const [one, other] = [server(), server()];
  await other.service.start();
  await one.service.create(PUMP, 'ana');
  await eventually(
    () => Promise.resolve(other.decides('pump 1 stopped')),
    (answer) => answer === 'pump 3',
  );
  const third = server();
  await third.service.start();
  expect(third.decides('pump 1 stopped')).toBe('pump 3');
}, 15_000);

it('does not lose what another server changes at the same time', async () => {
  const [one, other] = [server(), server()];
  await one.service.create(PUMP, 'ana');
  const changes = await Promise.allSettled([
    one.service.put('pump', { ...PUMP, severity: 5 }, 'ana'),
    other.service.put('pump', { ...PUMP, severity: 6 }, 'bo'),
    other.service.create({ ...PUMP, id: 'new' }, 'bo'),
    one.service.create({ ...PUMP, id: 'new' }, 'ana'),
  ]);
  const refused = changes.filter((change) => change.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'conflict' });
  expect(await db.count('pattern_rules')).toBe(1 + changes.length - refused.length);
  await one.service.refresh();
  expect(one.service.usable).toHaveLength(2);
});

it('asks rules in the order in which they came, those of higher priority first', async () => {
  const { service, transfer, decides } = server();
  const rules = ['zeta', 'alpha', 'mid'].map((id) => ({ ...PUMP, id, pattern: `^(?:pump|${id})` }));
  await transfer.import({ version: 1, rules }, false, 'ana');
  expect(decides('pump 1')).toBe('zeta 3');
  await service.put('mid', { ...rules[2], priority: 1 }, 'ana');
  expect(decides('pump 1')).toBe('mid 3');
  expect(service.list().map(({ rule }) => rule.id)).toEqual(['own', 'mid', 'zeta', 'alpha']);
});

it('knows which rules come before one that is tried', async () => {
  const { service } = server();
  for (const [id, status, priority] of [
    ['a', 'active', 0],
    ['b', 'draft', 0],
    ['c', 'active', 5],
  ] as const) {
    await service.create({ ...PUMP, id, status, priority }, 'ana');
  }
  const ahead = (rule: object): string[] =>
    service.ahead(readPattern({ ...PUMP, ...rule }, CATEGORIES)).map(({ id }) => id);
  expect(ahead({ id: 'new' })).toEqual(['own', 'c', 'a']);
  expect(ahead({ id: 'new', priority: 9 })).toEqual(['own']);
  expect(ahead({ id: 'a' })).toEqual(['own', 'c']);
  expect(() => ahead({ id: 'own' })).toThrow('own: written by hand in');
});

describe('an import', () => {
  const other = { ...PUMP, id: 'press', pattern: '^press', keywords: { any: 'words' } };
  const file = { version: 1, keywordSets: { words: ['jammed'] }, rules: [PUMP, other] };

  it('stores all, says what it did, and comes out as a rule file', async () => {
    const { service, transfer, decides } = server();
    expect(await transfer.import(file, true, 'ana')).toMatchObject({ created: ['pump', 'press'] });
    expect(await db.count('pattern_rules')).toBe(0);
    await transfer.import(file, false, 'ana');
    expect([decides('press jammed'), decides('press idle')]).toEqual(['press 3', null]);
    const text = transfer.export('stored');
    const again = JSON.parse(text) as typeof file;
    expect(again.rules.map(({ id }) => id)).toEqual(['pump', 'press']);
    again.rules[0] = { ...PUMP, severity: 7 };
    expect(await transfer.import(again, false, 'bo')).toEqual({
      created: [],
      changed: ['pump'],
      unchanged: ['press'],
    });
    expect(service.get('press')).toMatchObject({ version: 1 });

    replaceFile(transfer.export('all'));
    await eventually(
      () => Promise.resolve(service.list().filter(({ overridden }) => overridden).length),
      (overridden) => overridden === 2,
    );
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a wrong rule', [PUMP, { ...other, severity: 11 }], 'bad_pattern', /rule "press": severity must be a number/],
    ['a rule that misses its example', [{ ...PUMP, examples: ['valve'] }], 'bad_pattern', /does not match its example/],
    ['an id twice', [PUMP, PUMP], 'bad_pattern', /rule "pump": id is taken by an earlier rule/],
    ['a rule of the file', [PUMP, { ...PUMP, id: 'own' }], 'pattern_of_file', /^own: written by hand in /],
    ['look-ahead', [{ ...PUMP, pattern: 'a(?=b)' }], 'bad_pattern', /rule "pump": pattern uses look-ahead "\(\?="/],
    ['a back-reference', [{ ...PUMP, pattern: '(a+)\\1' }], 'bad_pattern', /linear-time engine/],
    ['a costly pattern', [{ ...PUMP, pattern: '(?:(?:a{90}){90}){9}' }], 'bad_pattern', /too costly|not a valid/],
    [
      'too many',
      Array.from({ length: 1001 }, (_, i) => ({ ...PUMP, id: `p${String(i)}`, pattern: 'pump' })),
      'too_many_patterns',
      /^1000 rules may be stored, this would make 1001/,
    ],
  ])('refuses %s, and with it everything', async (_what, rules, code, message) => {
    const { transfer } = server();
    await expect(
      transfer.import({ version: 1, keywordSets: { words: ['x'] }, rules }, false, 'ana'),
    ).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await db.count('pattern_rules')).toBe(0);
  });
});

it('refuses what is too large or cannot be stored, with its reason', async () => {
  const { service } = server();
  const examples = Array.from({ length: 10 }, () => `pump 1 stopped${' '.repeat(7000)}`);
  const wide = { ...PUMP, pattern: '^pump', examples };
  await expect(service.create(wide, 'ana')).rejects.toMatchObject({ code: 'pattern_too_large', kind: 'too_large' });
  await expect(service.create({ ...PUMP, description: 'a\0b' }, 'ana')).rejects.toMatchObject({
    code: 'unstorable_rule',
    kind: 'unprocessable',
  });
  await expect(service.put('other', PUMP, 'ana')).rejects.toMatchObject({ code: 'other_pattern' });
  await expect(service.versions('a\0b')).rejects.toMatchObject({ code: 'unknown_pattern' });
});

it('goes on without a stored rule that it cannot use, and says so', async () => {
  const kept = new PatternRuleRepository(db.dataSource);
  await kept.add(
    { id: 'old', version: 1, definition: { id: 'old', colour: 'red' }, createdBy: 'an earlier release' },
    { id: 'pump', version: 1, definition: PUMP, createdBy: 'ana' },
  );
  const { service, decides } = server();
  await service.start();
  expect(decides('pump 1 stopped')).toBe('pump 3');
  expect(service.unusable).toMatchObject([{ id: 'old', version: 1 }]);
  expect(() => service.get('old')).toThrow('the rule old cannot be used: rule "old":');
  expect(warnings).toEqual([expect.stringMatching(/^version 1 of the stored rule old cannot be used: rule "old":/)]);
  await service.put('old', { ...PUMP, id: 'old' }, 'ana');
  expect(service.get('old')).toMatchObject({ version: 2 });
});
