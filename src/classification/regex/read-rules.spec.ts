import { readRules } from './read-rules';
import { RuleFileError } from './rule-file-error';

const CATEGORIES = ['Error', 'Security Alert'];
const RULE = { id: 'a', pattern: 'disk full', category: 'Error', severity: 5, triage: 'normal' };

function problemsOf(file: unknown): readonly string[] {
  try {
    readRules(typeof file === 'string' ? file : JSON.stringify(file), 'rules.json', CATEGORIES);
  } catch (error) {
    if (error instanceof RuleFileError) return error.problems;
    throw error;
  }
  return [];
}

function problemsOfRule(change: Record<string, unknown>): readonly string[] {
  return problemsOf({ version: 1, rules: [{ ...RULE, ...change }] });
}

describe('readRules', () => {
  it('reads rules in file order and fills in what is left out', () => {
    const second = { id: 'b', where: [{ field: 'status', op: '>=', value: 500 }], category: 'Error', severity: 7 };
    const file = { version: 1, rules: [RULE, { ...second, triage: 'incident', suggestion: 'Look.', confidence: 0.9 }] };
    const rules = readRules(`\uFEFF${JSON.stringify(file)}`, 'rules.json', CATEGORIES);
    expect(rules.map(({ verdict }) => verdict)).toEqual([
      {
        category: 'Error',
        severity: 5,
        triage: 'normal',
        confidence: 0.97,
        decidedBy: 'regex',
        ruleId: 'a',
        modelVersion: null,
        suggestion: null,
      },
      {
        category: 'Error',
        severity: 7,
        triage: 'incident',
        confidence: 0.9,
        decidedBy: 'regex',
        ruleId: 'b',
        modelVersion: null,
        suggestion: 'Look.',
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['{"version": 1,', null, 'is not valid JSON: '],
    ['', null, 'is not valid JSON: '],
    ['a list', [], 'must be an object with version, keywordSets and rules'],
    ['no version', { rules: [] }, 'version is missing: it must be 1, the version of this file format'],
    ['a newer version', { version: 2, rules: [] }, 'version must be 1, the version of this file format'],
    ['no rules', { version: 1 }, 'rules is missing: it must be a list of rules'],
    ['an unknown key', { version: 1, rules: [], rule: [] }, 'does not know rule: it must be an object with version,'],
    ['a rule that is a text', { version: 1, rules: ['x'] }, 'rule number 1: must be an object with id, description,'],
    ['the same id twice', { version: 1, rules: [RULE, RULE] }, 'rule "a": id is taken by an earlier rule'],
  ])('refuses %s', (text, file, problem) => {
    const [first, ...others] = problemsOf(file ?? text);
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ id: undefined }, 'rule number 1: id is missing: it must be a text'],
    [{ id: 'Not Good' }, 'rule "Not Good": id must be of lower-case letters, digits, dots, dashes, underscores'],
    [{ category: 'Eror' }, 'rule "a": category must be one of Error, Security Alert'],
    [{ category: undefined }, 'rule "a": category is missing: it must be one of Error, Security Alert'],
    [{ severity: 11 }, 'rule "a": severity must be a number from 1 to 10'],
    [{ severity: 2.5 }, 'rule "a": severity must be a whole number'],
    [{ severity: '5' }, 'rule "a": severity must be a number from 1 to 10'],
    [{ triage: 'urgent' }, 'rule "a": triage must be one of incident, preventive_action, normal'],
    [{ confidence: 97 }, 'rule "a": confidence must be a number from 0 to 1'],
    [{ flags: 'gi' }, 'rule "a": flags must be of i (ignore case)'],
    [{ pattern: undefined }, 'rule "a": pattern is missing: a rule needs a pattern, keywords'],
    [{ pattern: '' }, 'rule "a": pattern must not be empty'],
    [{ pattern: '(' }, 'rule "a": pattern is not a valid pattern: '],
    [{ pattern: 'a(?=b)' }, 'rule "a": pattern uses look-ahead "(?=": patterns run on a linear-time engine'],
    [{ triage: 'incident' }, 'rule "a": suggestion is missing: only a rule with triage normal may leave it out'],
    [
      { pattrn: 'x' },
      'rule "a": does not know pattrn: it must be an object with id, description, status, priority, pattern, flags',
    ],
    [{ where: [{ field: 'x', op: '==', value: 1 }] }, 'rule "a": where[0].op must be one of = != > >= < <= in matches'],
    [{ where: [{ field: 'x', op: '>', value: '1' }] }, 'rule "a": where[0].value must be a number'],
    [{ where: [{ field: 'x', op: 'in', value: 1 }] }, 'rule "a": where[0].value must be a list'],
    [{ where: [{ field: 'x', op: 'in', value: [] }] }, 'rule "a": where[0].value must not be empty'],
    [{ where: [{ op: '=', value: 1 }] }, 'rule "a": where[0].field is missing: it must be a text'],
    [{ where: [{ field: 'x', op: 'matches', value: '(a)\\1' }] }, 'rule "a": where[0].value uses the back-reference'],
    [{ where: [{ field: 'x', op: 'contains', value: [] }] }, 'rule "a": where[0].value must not be empty'],
    [
      { where: [{ field: 'x', op: 'contains', value: 7 }] },
      'rule "a": where[0].value must be a text or a list of texts',
    ],
    [
      { where: [{ field: 'x', op: 'exists', value: 1 }] },
      'rule "a": where[0] does not know value: it must be an object',
    ],
    [{ where: [{ field: 'x', op: '=', value: 1, not: false }] }, 'rule "a": where[0].not must be true, or left out'],
    [
      { where: [{ field: 'x', op: 'cidr', value: '10.0.0.0/33' }] },
      'rule "a": where[0].value must be a network such as',
    ],
    [{ where: [{ field: 'x', op: 'cidr', value: '::1' }] }, 'rule "a": where[0].value must be a network such as'],
    [{ priority: 0.5 }, 'rule "a": priority must be a whole number'],
    [{ priority: 1001 }, 'rule "a": priority must be a number from -1000 to 1000'],
    [{ keywords: {} }, 'rule "a": keywords must have any, all or none'],
    [{ keywords: ['a'] }, 'rule "a": keywords must be an object with any, all, none'],
    [{ keywords: { any: [] } }, 'rule "a": keywords.any must not be empty'],
    [{ keywords: { any: 'fatal' } }, 'rule "a": keywords.any names the set "fatal", which keywordSets does not have'],
    [
      { pattern: undefined, keywords: { none: ['x'] } },
      'rule "a": pattern is missing: a rule needs a pattern, keywords (any or all) or a where',
    ],
    [{ where: ['status > 1'] }, 'rule "a": where[0] must be an object with field, op and value'],
    [{ examples: ['disk empty'] }, 'rule "a": does not match its example "disk empty"'],
    [{ nearMisses: ['the disk FULL'] }, 'rule "a": matches its near miss "the disk FULL"'],
    [{ examples: [7] }, 'rule "a": examples[0] must be a message, or an object with message, source'],
  ])('names the rule, the field and what is allowed: %j', (change, problem) => {
    const [first, ...others] = problemsOfRule(change);
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  it('names all problems at once, the file first, and stops listing at twenty', () => {
    const rules = Array.from({ length: 30 }, (_, i) => ({ ...RULE, id: `r${String(i)}`, severity: 0 }));
    const act = (): unknown => readRules(JSON.stringify({ version: 1, rules }), 'configs/x.json', CATEGORIES);
    expect(act).toThrow(
      /^configs\/x\.json cannot be used:\n {2}rule "r0": .*\n {2}rule "r1": (.*\n){19} {2}and 10 more$/,
    );
  });

  it('bounds the memory that the words of all patterns together take', () => {
    const words = (rule: number): string =>
      Array.from({ length: 100 }, (_, i) => `word${String(rule * 100 + i).padStart(8, '0')}`).join('|');
    const rules = Array.from({ length: 417 }, (_, i) => ({ ...RULE, id: `r${String(i)}`, pattern: words(i) }));
    expect(problemsOf({ version: 1, rules })).toEqual([
      'the rules look for too many different words: 500400 letters, at most 500000',
    ]);
  });

  it('counts a keyword once, and what rules wait for each time', () => {
    const words = Array.from({ length: 900 }, (_, i) => `w${String(i).padStart(15, '0')}`);
    const rules = (count: number, kind: 'any' | 'all'): unknown[] =>
      Array.from({ length: count }, (_, i) => ({
        ...RULE,
        id: `r${String(i)}`,
        pattern: undefined,
        keywords: { [kind]: 'many' },
      }));
    const problems = (count: number, kind: 'any' | 'all'): readonly string[] =>
      problemsOf({ version: 1, keywordSets: { many: words }, rules: rules(count, kind) });
    // Of words that must all occur, a rule waits for one.
    expect(problems(500, 'all')).toEqual([]);
    expect(problems(35, 'any')).toEqual([
      'the rules look for too many different words: 518400 letters, at most 500000',
    ]);
  });

  it('puts rules of higher priority first, and keeps the order of the file among equals', () => {
    const rules = [0, -1, 5, undefined, 5].map((priority, i) => ({ ...RULE, id: `r${String(i)}`, priority }));
    const read = readRules(JSON.stringify({ version: 1, rules }), 'rules.json', CATEGORIES);
    expect(read.map(({ id }) => id)).toEqual(['r2', 'r4', 'r0', 'r3', 'r1']);
  });

  it('puts the words of a set in place of its name', () => {
    const rules = [{ ...RULE, keywords: { any: 'disks', none: ['test'] }, nearMisses: ['disk full'] }];
    const file = { version: 1, keywordSets: { disks: ['sda', 'nvme0'] }, rules };
    const [rule] = readRules(JSON.stringify(file), 'rules.json', CATEGORIES);
    const [hit, other] = ['SDA: disk full', 'test: sda: disk full'];
    expect([hit, other].map((message) => rule?.accepts(message))).toEqual([true, false]);
  });

  it('tries examples with what a parser would have read', () => {
    const where = [{ field: 'status', op: '>=', value: 500 }];
    const example = { message: 'disk full', fields: { status: 503 } };
    expect(problemsOfRule({ where, examples: [example], nearMisses: ['disk full'] })).toEqual([]);
  });
});
