import { stringify } from 'yaml';
import type { ConditionDefinition, RuleDefinition } from '../../classification/regex/rule-schema';
import { importSigma, type SigmaOutcome } from './import-sigma';
import { sigmaTable } from './sigma-table';

const OPTIONS = { status: 'shadow', categories: ['Security Alert'] } as const;
const WEB = { category: 'webserver' };
const SCOPE = [
  { field: 'status', op: '>=', value: 100 },
  { field: 'format', op: '!=', value: 'squid-access' },
];
const RULE = {
  title: 'Door opened',
  id: '0f1e2d3c-0000-4000-8000-000000000001',
  logsource: WEB,
  detection: { selection: { 'cs-method': 'GET' }, condition: 'selection' },
  level: 'high',
};

function outcomesOf(text: string): readonly SigmaOutcome[] {
  return importSigma([{ path: 'x.yml', text }], OPTIONS);
}

function outcomeOf(change: Readonly<Record<string, unknown>>): SigmaOutcome {
  const [outcome] = outcomesOf(stringify({ ...RULE, ...change }));
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

function rulesOf(change: Readonly<Record<string, unknown>>): readonly RuleDefinition[] {
  const outcome = outcomeOf(change);
  if ('refused' in outcome) throw new Error(outcome.refused);
  return outcome.rules;
}

/** The conditions behind the scope of the log source, rule by rule. */
function conditionsOf(
  selection: unknown,
  { condition = 'selection', ...searches }: Readonly<Record<string, unknown>> = {},
): readonly (readonly ConditionDefinition[])[] {
  return rulesOf({ detection: { selection, ...searches, condition } }).map(({ where }) => {
    expect(where.slice(0, 2)).toEqual(SCOPE);
    return where.slice(2);
  });
}

function refusalOf(change: Readonly<Record<string, unknown>>): string {
  const outcome = outcomeOf(change);
  return 'refused' in outcome ? outcome.refused : 'imported';
}

describe('importSigma', () => {
  it('gives a rule of ours with what a person needs to know', () => {
    const description = 'Somebody opened\n  the door.';
    const [rule] = rulesOf({
      ...{ description, author: 'Ana', tags: ['attack.t1190'], level: 'critical' },
      falsepositives: ['Unknown', 'The janitor'],
    });
    expect(rule).toMatchObject({
      id: 'sigma-door-opened',
      description: `Door opened. Sigma rule ${RULE.id} by Ana. attack.t1190`,
      status: 'shadow',
      category: 'Security Alert',
      severity: 10,
      triage: 'incident',
      suggestion:
        'Find out who did this and stop it if nobody should: Somebody opened the door. Harmless if it is: The janitor.',
    });
  });

  it.each([
    ['informational', 2, 'normal'],
    ['low', 4, 'preventive_action'],
    ['medium', 6, 'preventive_action'],
    [undefined, 6, 'preventive_action'],
    ['high', 8, 'incident'],
  ])('level %s is severity %d, %s', (level, severity, triage) => {
    expect(rulesOf({ level })).toMatchObject([{ severity, triage }]);
  });

  it.each<[Record<string, unknown>, ConditionDefinition]>([
    [{ 'cs-method': 'GET' }, { field: 'method', op: '=', value: 'GET' }],
    [{ 'sc-status': 404 }, { field: 'status', op: '=', value: '404' }],
    [{ 'sc-status': [401, 403] }, { field: 'status', op: 'in', value: ['401', '403'] }],
    [{ 'cs-user-agent|contains': 'zap' }, { field: 'userAgent', op: 'contains', value: 'zap' }],
    [{ 'cs-user-agent|contains': ['a b', 'c'] }, { field: 'userAgent', op: 'contains', value: ['a b', 'c'] }],
    [{ 'cs-user-agent|startswith': 'zap' }, { field: 'userAgent', op: 'startsWith', value: 'zap' }],
    [{ 'cs-user-agent|endswith': 'zap' }, { field: 'userAgent', op: 'endsWith', value: 'zap' }],
    [{ 'cs-user-agent': '*zap*' }, { field: 'userAgent', op: 'contains', value: 'zap' }],
    [{ 'cs-user-agent': 'zap*' }, { field: 'userAgent', op: 'startsWith', value: 'zap' }],
    [{ 'cs-user-agent': '*' }, { field: 'userAgent', op: 'exists' }],
    [{ 'cs-user-agent': 'z?p*1.0' }, { field: 'userAgent', op: 'matches', value: '(?s)^z.p.*1\\.0$' }],
    [{ 'cs-user-agent': ['zap', 'a*'] }, { field: 'userAgent', op: 'matches', value: ['(?s)^zap$', '(?s)^a'] }],
    [{ 'cs-user-agent|contains': 'a*b' }, { field: 'userAgent', op: 'matches', value: '(?s)a.*b' }],
    [{ 'cs-user-agent|contains': 'a\\*b' }, { field: 'userAgent', op: 'contains', value: 'a*b' }],
    [{ 'cs-user-agent|contains': 'a\\\\*b' }, { field: 'userAgent', op: 'matches', value: '(?s)a\\\\.*b' }],
    [{ 'cs-user-agent|contains': 'a\\b' }, { field: 'userAgent', op: 'contains', value: 'a\\b' }],
    [{ 'cs-user-agent|cased': 'ZAP' }, { field: 'userAgent', op: 'matches', value: '(?s-i)^ZAP$' }],
    [{ 'cs-user-agent|re': 'z[ap]{2}' }, { field: 'userAgent', op: 'matches', value: '(?-i)z[ap]{2}' }],
    [{ 'cs-user-agent|re|i|s': 'z.p' }, { field: 'userAgent', op: 'matches', value: '(?is)z.p' }],
    [{ 'cs-user-agent|exists': false }, { field: 'userAgent', op: 'exists', not: true }],
    [{ 'cs-user-agent': null }, { field: 'userAgent', op: 'exists', not: true }],
    [{ 'cs-user-agent': '-' }, { field: 'userAgent', op: 'exists', not: true }],
    [{ 'cs-method|neq': 'GET' }, { field: 'method', op: '=', value: 'GET', not: true }],
    [{ 'sc-bytes|gte': 7 }, { field: 'bytes', op: '>=', value: 7 }],
    [{ 'c-ip|cidr': '10.0.0.0/8' }, { field: 'clientIp', op: 'cidr', value: '10.0.0.0/8' }],
    [{ 'cs-uri-query|contains': 'x=1' }, { field: 'path', op: 'contains', value: 'x=1' }],
    [{ 'cs-uri-query|startswith': '/a' }, { field: 'path', op: 'startsWith', value: '/a' }],
    [{ 'cs-uri-query|startswith': 'a=' }, { field: 'path', op: 'matches', value: '(?s)^[^?]*\\?a=' }],
    [{ 'cs-uri-stem|endswith': '.jsp' }, { field: 'path', op: 'matches', value: '(?s)^[^?]*\\.jsp(?:\\?|$)' }],
    [{ 'cs-host': 'a.example' }, { field: 'vhost', op: 'matches', value: '(?s)^a\\.example(?::\\d{1,5})?$' }],
  ])('%j', (selection, condition) => {
    expect(conditionsOf(selection)).toEqual([[condition]]);
  });

  it('looks for keywords in the whole line', () => {
    expect(conditionsOf(['a b', 'c'])).toEqual([[{ field: 'raw', op: 'contains', value: ['a b', 'c'] }]]);
    expect(conditionsOf({ '|all': ['a', 'b'] })).toEqual([
      [
        { field: 'raw', op: 'contains', value: 'a' },
        { field: 'raw', op: 'contains', value: 'b' },
      ],
    ]);
  });

  const [a, b, c] = ['a', 'b', 'c'].map((value) => ({ field: 'method', op: '=', value }));
  const [noA, noB] = [a, b].map((condition) => ({ ...condition, not: true }));
  it.each<[string, unknown[]]>([
    ['s_a and s_b', [[a, b]]],
    ['s_a or s_b', [[a], [b]]],
    ['s_a and s_b or not s_a', [[a, b], [noA]]],
    [
      's_c and (s_a or s_b)',
      [
        [c, a],
        [c, b],
      ],
    ],
    ['s_c and not (s_a or s_b)', [[c, noA, noB]]],
    [
      's_c and not (s_a and s_b)',
      [
        [c, noA],
        [c, noB],
      ],
    ],
    ['not not s_a', [[a]]],
    ['1 of s_*', [[a], [b], [c]]],
    ['all of s_*', [[a, b, c]]],
    ['all of them', [[a, b, c]]],
    ['s_c AND NOT 1 of s_a*', [[c, noA]]],
    ['s_a and s_a', [[a]]],
  ])('condition %s', (condition, expected) => {
    const method = (value: string): object => ({ 'cs-method': value });
    const searches = { s_a: method('a'), s_b: method('b'), s_c: method('c'), _d: method('d') };
    const rules = rulesOf({ detection: { ...searches, condition } });
    expect(rules.map(({ where }) => where.slice(2))).toEqual(expected);
    expect(rules.map(({ id }) => id)).toEqual(
      rules.length === 1 ? ['sigma-door-opened'] : rules.map((_, i) => `sigma-door-opened.${String(i + 1)}`),
    );
  });

  it('joins a list of maps and a list of conditions by "or"', () => {
    const maps = [{ 'cs-method': 'a' }, { 'cs-method': 'b' }];
    expect(conditionsOf(maps)).toEqual([[a], [b]]);
    const other = { 'cs-method': 'c' };
    expect(conditionsOf(maps, { other, condition: ['selection', 'other'] })).toEqual([[a], [b], [c]]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ logsource: { product: 'windows', service: 'security' } }, 'log source windows/security'],
    [{ logsource: { category: 'process_creation', product: 'linux' } }, 'log source process_creation/linux'],
    [{ logsource: { product: 'linux', service: 'modsecurity' } }, 'log source linux/modsecurity'],
    [{ logsource: { category: 'application', product: 'cobol' } }, 'log source application/cobol'],
    [{ logsource: { category: 'firewall', product: 'python' } }, 'log source firewall/python'],
    [{ logsource: 'web' }, 'not a Sigma rule: no logsource'],
    [{ detection: undefined }, 'not a Sigma rule: no detection'],
    [{ title: undefined }, 'not a Sigma rule: no title'],
    [{ title: '開門', id: undefined }, 'a title that makes no id of its own, and no id'],
    [{ level: 'fatal' }, 'not a Sigma rule: level: must be one of informational, low, medium, high, critical'],
    [{ status: 'deprecated' }, 'status deprecated'],
    [{ correlation: {} }, 'a correlation rule: it looks at several logs together'],
    [{ filter: {} }, 'a filter for other rules'],
    [{ action: 'global' }, 'a collection (action: …) of rules'],
  ])('refuses %j', (change, reason) => {
    expect(refusalOf(change)).toBe(reason);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ selection: { 'cs-cookie': 'a' }, condition: 'selection' }, 'field "cs-cookie" of webserver'],
    [{ selection: { toString: 'a' }, condition: 'selection' }, 'field "toString" of webserver'],
    [{ selection: { 'cs-method': null, 'cs-method|all': [null] }, condition: 'selection' }, 'field "cs-method": null'],
    [{ selection: { 'cs-method': [{ a: 1 }] }, condition: 'selection' }, 'field "cs-method": a nested value'],
    [{ selection: [null], condition: 'selection' }, 'keywords: null'],
    [{ selection: { 'cs-method': [] }, condition: 'selection' }, 'field "cs-method": no value'],
    [{ selection: [], condition: 'selection' }, 'a search identifier without content'],
    [{ selection: { 'cs-method|base64': 'a' }, condition: 'selection' }, 'modifier "base64"'],
    [{ selection: { 'cs-method|windash': 'a' }, condition: 'selection' }, 'modifier "windash"'],
    [{ selection: { 'cs-method|expand': '%a%' }, condition: 'selection' }, 'modifier "expand"'],
    [{ selection: { 'cs-method|fieldref': 'a' }, condition: 'selection' }, 'modifier "fieldref"'],
    [{ selection: { 'cs-method|i': 'a' }, condition: 'selection' }, 'modifier "i"'],
    [{ selection: { 'cs-method|re|contains': 'a' }, condition: 'selection' }, 'modifiers "re" and "contains" together'],
    [{ selection: { 'cs-method|re|cased': 'a' }, condition: 'selection' }, 'modifiers "re" and "cased" together'],
    [{ selection: { 'cs-method|exists': 'a' }, condition: 'selection' }, 'field "cs-method": "exists" needs true or'],
    [{ selection: { 'sc-bytes|gt': 'a' }, condition: 'selection' }, 'field "sc-bytes": a comparison needs a number'],
    [
      { selection: { 'cs-host|re': 'a' }, condition: 'selection' },
      'modifier "re" on what is a part of our field "vhost"',
    ],
    [{ selection: { 'cs-host|exists': true }, condition: 'selection' }, 'existence of what is a part of our field'],
    [{ selection: { 'cs-uri-stem|contains': 'a?b\\?' }, condition: 'selection' }, '"b?" cannot stand in that part of'],
    [{ selection: { 'cs-method|re': '(?=a)' }, condition: 'selection' }, 'a regular expression uses look-ahead "(?="'],
    [{ selection: { 'c-ip|cidr': '10.0.0.0' }, condition: 'selection' }, 'must be a network such as 10.0.0.0/8'],
    [{ selection: { 'cs-method': 'x'.repeat(1001) + '*' }, condition: 'selection' }, 'must not be longer than 1000'],
    [{ selection: ['a'] }, 'its condition: it is missing'],
    [{ selection: ['a'], condition: 7 }, 'its condition: it is missing'],
    [{ selection: ['a'], condition: '' }, 'its condition: it ends too early'],
    [{ selection: ['a'], condition: 'selection and' }, 'its condition: it ends too early'],
    [{ selection: ['a'], condition: '(selection' }, 'its condition: a bracket is not closed'],
    [{ selection: ['a'], condition: 'selection selection' }, 'its condition: "selection" cannot stand there'],
    [{ selection: ['a'], condition: 'other' }, 'its condition: there is no search identifier "other"'],
    [
      { selection: ['a'], condition: '2 of them' },
      'its condition: "2 of" (only "1 of" and "all of" are part of Sigma)',
    ],
    [{ selection: ['a'], condition: '1 of filter*' }, 'its condition: no search identifier is meant by "filter*"'],
    [
      { selection: ['a'], condition: 'selection | count() > 5' },
      'its condition: an aggregation (| …) looks at several',
    ],
    [{ selection: ['a'], condition: `${'not '.repeat(60)}selection` }, 'its condition: too deeply nested'],
    [{ selection: ['a'], condition: 'selection', timeframe: '5m' }, 'a timeframe: it looks at several logs together'],
  ])('refuses the detection %j', (detection, reason) => {
    expect(refusalOf({ detection })).toContain(reason);
  });

  it('refuses what would become more than 32 rules', () => {
    const parts = Array.from({ length: 6 }, (_, i) => [
      { 'cs-method': `${String(i)}a` },
      { 'cs-version': `${String(i)}b` },
    ]);
    const searches = (count: number): object =>
      Object.fromEntries(parts.slice(0, count).map((maps, i) => [`s${String(i)}`, maps]));
    expect(rulesOf({ detection: { ...searches(5), condition: 'all of them' } })).toHaveLength(32);
    expect(refusalOf({ detection: { ...searches(6), condition: 'all of them' } })).toBe(
      'its condition: without "or" it would be more than 32 rules',
    );
  });

  it('reads several rules of one file, and one that is wrong stops no other', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefg'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdef'.charAt(i)}`).join(', ')}]`)
      .join('\n')}`;
    const two = [stringify(RULE), '- 7\n', stringify({ ...RULE, title: 'Window opened' })].join('---\n');
    const outcomes = ['a: [\n', bomb, two].flatMap(outcomesOf);
    expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused : outcome.title))).toEqual([
      expect.stringMatching(/^not YAML: /),
      expect.stringMatching(/^not YAML: Excessive alias count/),
      'Door opened',
      'not a Sigma rule',
      'Window opened',
    ]);
    expect(outcomesOf('')).toEqual([]);
  });

  it('gives long titles an id of their own, and no id to two rules', () => {
    const title = `${'Door '.repeat(20)}opened`;
    expect(rulesOf({ title })).toMatchObject([{ id: 'sigma-door-door-door-door-door-door-door-door-0f1e2d3c' }]);
    expect(outcomesOf([stringify(RULE), stringify(RULE)].join('---\n'))).toMatchObject([
      { rules: [{}] },
      { refused: 'the id sigma-door-opened is that of the rule in x.yml' },
    ]);
  });
});

describe('sigmaTable', () => {
  it('says of each rule what became of it, counts the reasons, and lets no title drive the terminal', () => {
    const outcomes = importSigma(
      [
        { path: 'a\u001b[31m.yml', text: stringify(RULE) },
        { path: 'b.yml', text: stringify({ ...RULE, logsource: { product: 'windows' } }) },
        { path: 'c.yml', text: stringify({ ...RULE, logsource: { product: 'windows' } }) },
      ],
      OPTIONS,
    );
    expect(sigmaTable(outcomes).split('\n')).toEqual([
      'imported  a [31m.yml: sigma-door-opened',
      'refused   b.yml: log source windows',
      'refused   c.yml: log source windows',
      '',
      '1 of 3 Sigma rules can be imported, as 1 rules',
      'refused:',
      '     2  log source windows',
    ]);
  });
});
