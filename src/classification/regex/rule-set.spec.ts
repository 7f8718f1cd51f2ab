import fc from 'fast-check';
import type { Fields } from '../../core/json';
import type { EnrichedLog } from '../../core/log';
import { maskMessage } from '../../core/mask';
import { Rule } from './rule';
import type { ConditionDefinition, KeywordsDefinition, RuleDefinition } from './rule-schema';
import { RuleSet } from './rule-set';

interface TestRule {
  readonly pattern?: string;
  readonly keywords?: KeywordsDefinition;
  readonly where?: ConditionDefinition[];
}

interface TestLog {
  readonly message: string;
  readonly source?: string;
  readonly fields?: Fields;
}

/** What stands before the message in the raw line. */
const PREFIX = 'web-1: ';

function compile(rules: readonly TestRule[], maxTemplates?: number): RuleSet {
  const compiled = rules.map(({ pattern, keywords, where = [] }, i) => {
    const rest = { flags: 'i', category: 'Error', severity: 5, triage: 'normal', confidence: 1 } as const;
    const definition: RuleDefinition = {
      ...rest,
      id: String(i),
      status: 'active',
      where,
      ...(keywords === undefined ? {} : { keywords }),
      examples: [],
      nearMisses: [],
    };
    return Rule.compile(pattern === undefined ? definition : { ...definition, pattern });
  });
  return new RuleSet(compiled, maxTemplates);
}

function logOf({ message, source = 'a', fields = {} }: TestLog): EnrichedLog {
  const template = maskMessage(message);
  const level = { level: 'INFO', severityNumber: 9, format: 'plain' };
  const found = {
    masked: template,
    formId: template,
    template,
    templateId: template,
    geo: null,
    bot: false,
    threats: [],
  };
  return {
    id: '',
    timestamp: 0,
    observedAt: 0,
    raw: `${PREFIX}${message}`,
    message,
    source,
    fields,
    ...level,
    ...found,
  };
}

function idOf(set: RuleSet, log: TestLog): number | null {
  const rule = set.match(logOf(log));
  return rule === null ? null : Number(rule.id);
}

function holdsNaively(
  condition: ConditionDefinition,
  log: TestLog,
  groups: Readonly<Record<string, string>>,
  pattern = '',
): boolean {
  if (!('value' in condition)) return log.fields?.[condition.field] !== undefined;
  const { field, op, value } = condition;
  if (field === 'source') return log.source === value;
  const isGroup = field === 'n' && pattern.includes('<n>');
  const actual = isGroup ? groups['n'] : field === 'raw' ? `${PREFIX}${log.message}` : log.fields?.[field];
  if (actual === undefined || actual === null) return false;
  if (typeof value === 'number') {
    return op === '>=' ? Number(actual) >= value : op === '<' ? Number(actual) < value : Number(actual) === value;
  }
  const parts = (Array.isArray(value) ? value : [value]).map((part) => String(part).toLowerCase());
  if (Array.isArray(actual)) return op === 'contains' && actual.some((item) => parts.includes(item as string));
  const text = (actual as string | number).toString().toLowerCase();
  return parts.some((part) =>
    op === 'contains'
      ? text.includes(part)
      : op === 'startsWith'
        ? text.startsWith(part)
        : op === 'endsWith'
          ? text.endsWith(part)
          : text === part,
  );
}

/** The first rule in order, tried one after another on the backtracking engine, with no memory of anything. */
function firstNaively(rules: readonly TestRule[], log: TestLog): number | null {
  const position = rules.findIndex(({ pattern, keywords = {}, where = [] }) => {
    const match = pattern === undefined ? null : new RegExp(pattern, 'i').exec(log.message.slice(0, 8192));
    if (pattern !== undefined && match === null) return false;
    const words = log.message
      .slice(0, 8192)
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
    const { any, all = [], none = [] } = keywords;
    const has = (word: string): boolean => words.includes(word);
    if ((any !== undefined && !any.some(has)) || !all.every(has) || none.some(has)) return false;
    return where.every(
      (condition) => holdsNaively(condition, log, match?.groups ?? {}, pattern) !== (condition.not ?? false),
    );
  });
  return position < 0 ? null : position;
}

const WORDS = ['error', 'disk', 'full', 'login', 'GET', 'admin', 'xdisk', 'fulls'] as const;
const word = fc.constantFrom(...WORDS);
const patternPart = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.constantFrom(
    '\\d+',
    '\\S+',
    '.*',
    '(?<n>\\d+)',
    '(?:error|disk)',
    'log?in',
    '[ef]rror',
    '/admin',
    '(?:full)?',
    '1',
  ),
  fc.constantFrom('\\bdisk', 'full\\b', 'error$', '^GET', '^', '$', '\\b', 'admin\\b', '\\bin\\b', '\\bdisk\\b'),
);
const pattern = fc
  .tuple(fc.array(patternPart, { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', ' ', '', '.?'))
  .map(([parts, glue]) => parts.join(glue))
  // A name may be given once in a pattern.
  .filter((source) => source.split('<n>').length <= 2);
const anyText = fc.constantFrom('GET', 'admin', '/', 'é', 'full', '3', 'disk');
const longText = fc.constantFrom('admin', 'full', 'disk', '/admin');
const anyTexts = fc.oneof(
  anyText,
  fc.array(anyText, { minLength: 1, maxLength: 3 }),
  fc.array(longText, { minLength: 1, maxLength: 3 }),
);
const textCondition = fc.record({
  field: fc.constantFrom('path', 'raw', 'status'),
  op: fc.constantFrom('contains' as const, 'startsWith' as const, 'endsWith' as const),
  value: anyTexts,
});
const condition: fc.Arbitrary<ConditionDefinition> = fc.oneof(
  textCondition,
  textCondition.map((plain) => ({ ...plain, not: true as const })),
  fc.record({ field: fc.constant('path'), op: fc.constant('in' as const), value: fc.array(anyText, { minLength: 1 }) }),
  fc.record({ field: fc.constantFrom('path', 'status'), op: fc.constant('exists' as const) }),
  fc.record({
    field: fc.constant('path'),
    op: fc.constant('=' as const),
    value: anyText,
    not: fc.constant(true as const),
  }),
  fc.record({ field: fc.constantFrom('status', 'n'), op: fc.constantFrom('>=', '<'), value: fc.nat(9) }),
  fc.record({ field: fc.constant('status'), op: fc.constant('=' as const), value: fc.nat(9) }),
  fc.record({ field: fc.constant('source'), op: fc.constant('=' as const), value: fc.constantFrom('a', 'b') }),
);
const someWords = fc.array(fc.constantFrom('error', 'disk', 'full', 'get', '7', 'com'), { minLength: 1, maxLength: 3 });
const keywords: fc.Arbitrary<KeywordsDefinition> = fc.oneof(
  fc.record({ any: someWords }),
  fc.record({ any: someWords, none: someWords }),
  fc.record({ all: someWords }),
  fc.record({ any: someWords, all: someWords, none: someWords }),
);
const rule: fc.Arbitrary<TestRule> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ keywords }) },
  fc.record({ pattern, keywords }),
  fc.record({ keywords, where: fc.array(condition, { minLength: 1, maxLength: 2 }) }),
  { weight: 5, arbitrary: fc.record({ pattern }) },
  { weight: 2, arbitrary: fc.record({ pattern, where: fc.array(condition, { minLength: 1, maxLength: 2 }) }) },
  fc.record({ where: fc.array(condition, { minLength: 1, maxLength: 2 }) }),
);

const FILL = 'x '.repeat(1024);

/** A part of a message: a word that stays, or several values that the mask treats alike. */
const slot = fc.oneof(
  { weight: 3, arbitrary: word.map((text) => [text]) },
  fc.array(fc.nat(12).map(String), { minLength: 1, maxLength: 4 }),
  fc.array(
    fc.tuple(word, word).map(([a, b]) => `/${a}/${b}`),
    { minLength: 1, maxLength: 4 },
  ),
  fc.array(
    fc.tuple(word, fc.nat(9)).map(([a, b]) => `node-${String(b)}-${a}`),
    { minLength: 1, maxLength: 4 },
  ),
  fc.array(
    word.map((text) => `${text}@full.com`),
    { minLength: 1, maxLength: 4 },
  ),
  fc.constantFrom(['10.0.0.1', '10.0.0.12'], ['<NUM>', '7'], ['12:00:00', '13:00:01'], ['full\nerror'], ['é', 'é']),
);
const logs: fc.Arbitrary<TestLog[]> = fc
  .tuple(fc.array(slot, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', ' ', '=', ': '), fc.nat(19))
  .chain(([slots, glue, length]) => {
    const message = fc.tuple(...slots.map((values) => fc.constantFrom(...values))).map((parts) => parts.join(glue));
    return fc.array(
      fc.record({
        // The template of a long message does not reach its end.
        message: length === 0 ? fc.tuple(message, word).map(([front, end]) => `${front} ${FILL} ${end}`) : message,
        source: fc.constantFrom('a', 'b'),
        fields: fc.constantFrom<Fields>(
          {},
          { status: 3 },
          { status: 7, other: 1 },
          { path: '/Admin/disk', status: '3' },
          { path: ['get', 'é'] },
          { path: 'É' },
          { path: null, status: 7 },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    );
  });

describe('RuleSet', () => {
  it('always gives the first rule in file order that matches', () => {
    let matched = 0;
    let sharing = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 8 }),
        fc.array(logs, { minLength: 1, maxLength: 4 }).map((groups) => groups.flat()),
        fc.constantFrom(1, 2, 1000),
        (rules, lines, maxTemplates) => {
          const set = compile(rules, maxTemplates);
          const answers = lines.map((line) => idOf(set, line));
          expect(answers).toEqual(lines.map((line) => firstNaively(rules, line)));
          matched += answers.filter((id) => id !== null).length;
          sharing += lines.length - new Set(lines.map(({ message }) => maskMessage(message))).size;
        },
      ),
      { numRuns: 600 },
    );
    // Equal answers would mean little if rules never matched or lines never shared a template.
    expect(matched).toBeGreaterThan(1000);
    expect(sharing).toBeGreaterThan(1000);
  });

  it('does not take the answer for one path as the answer for another of the same template', () => {
    const set = compile([{ pattern: '\\berror\\b' }, { pattern: 'open' }]);
    expect(idOf(set, { message: 'open /var/error/x' })).toBe(0);
    expect(idOf(set, { message: 'open /var/other/x' })).toBe(1);
    expect(idOf(set, { message: 'open /var/error/x' })).toBe(0);
  });

  it('does not take the end of a template for the end of a longer message', () => {
    const set = compile([{ pattern: 'x $' }]);
    expect(idOf(set, { message: `${FILL}x ` })).toBe(0);
    expect(idOf(set, { message: `${FILL}y` })).toBeNull();
  });

  it('looks at thresholds on every line', () => {
    const full = 'disk (?<pct>\\d+)%';
    const set = compile([
      { pattern: full, where: [{ field: 'pct', op: '>=', value: 95 }] },
      { pattern: full, where: [{ field: 'pct', op: '>=', value: 85 }] },
      { pattern: full },
    ]);
    expect([97, 90, 10, 96, 85].map((pct) => idOf(set, { message: `disk ${String(pct)}%` }))).toEqual([0, 1, 2, 0, 1]);
  });

  it('finds rules on fields alone, nested ones too', () => {
    const set = compile([
      { where: [{ field: 'res.status', op: '>=', value: 500 }] },
      { where: [{ field: 'status', op: '>=', value: 500 }] },
      { where: [{ field: 'source', op: '=', value: 'b' }] },
    ]);
    expect(idOf(set, { message: 'x', fields: { res: { status: 503 } } })).toBe(0);
    expect(idOf(set, { message: 'x', fields: { 'res.status': 503 } })).toBe(0);
    expect(idOf(set, { message: 'x', fields: { status: 503 } })).toBe(1);
    expect(idOf(set, { message: 'x', fields: { other: 503 }, source: 'b' })).toBe(2);
    expect(idOf(set, { message: 'x', fields: { other: 503 } })).toBeNull();
  });

  it('looks at the first 8,192 characters of a message only', () => {
    const set = compile([{ pattern: 'disk full' }]);
    expect(idOf(set, { message: `${'x'.repeat(8183)}disk full` })).toBe(0);
    expect(idOf(set, { message: `${'x'.repeat(8184)}disk full` })).toBeNull();
  });

  it('can be empty', () => {
    expect(idOf(compile([]), { message: 'x', fields: { status: 1 } })).toBeNull();
  });
});
