import type { JsonValue } from '../../core/json';
import { compileCondition, type RuleSubject } from './condition';
import type { ConditionDefinition } from './rule-schema';

const LOG: RuleSubject = {
  message: 'm',
  source: 'nginx',
  format: 'nginx-access',
  level: 'WARNING',
  severityNumber: 13,
  raw: '192.0.2.7 "GET /Admin/x"',
  fields: {
    status: 403,
    path: '/Admin/x',
    'http.status': 200,
    text: '97.5',
    ok: true,
    nothing: null,
    tags: ['a', 'B'],
    ip: '192.0.2.7',
    mapped: '::ffff:192.0.2.7',
    ip6: '2001:db8::7',
    req: { url: '/login', user: { id: 7 } },
  },
};

function holds(field: string, op: string, value: JsonValue, not?: true): boolean {
  const condition = compileCondition({ field, op, value, not } as ConditionDefinition, []);
  if (condition.kind === 'capture') throw new Error('not a condition on the log');
  return condition.holds(LOG);
}

describe('compileCondition', () => {
  it.each<[string, string, JsonValue, boolean]>([
    ['status', '=', 403, true],
    ['status', '=', '403', true],
    ['status', '!=', 404, true],
    ['status', '!=', 403, false],
    ['status', '>', 402, true],
    ['status', '>', 403, false],
    ['status', '>=', 403, true],
    ['status', '<', 403, false],
    ['status', '<=', 403, true],
    ['status', 'in', [401, 403], true],
    ['status', 'in', ['401', '403'], true],
    ['status', 'in', [401], false],
    ['text', '>', 97, true],
    ['text', 'in', [97.5], true],
    ['path', '>', 1, false],
    ['path', '=', '/admin/X', true],
    ['path', 'startsWith', '/ADMIN', true],
    ['path', 'startsWith', 'admin', false],
    ['path', 'contains', 'MIN', true],
    ['path', 'matches', '^/admin/\\w$', true],
    ['path', 'matches', '^admin', false],
    ['tags', 'contains', 'b', true],
    ['tags', 'contains', 'c', false],
    ['ok', '=', true, true],
    ['ok', '=', false, false],
    ['http.status', '=', 200, true],
    ['req.url', '=', '/login', true],
    ['req.user.id', '>=', 7, true],
    ['req.user.id.more', '=', 7, false],
    ['source', '=', 'NGINX', true],
    ['format', 'startsWith', 'nginx', true],
    ['level', 'in', ['warn', 'warning'], true],
    ['severityNumber', '>=', 13, true],
    ['raw', 'contains', '"get /', true],
    ['path', 'contains', ['x', 'min'], true],
    ['path', 'contains', ['y', 'z'], false],
    ['path', 'startsWith', ['/x', '/admin'], true],
    ['path', 'endsWith', '/X', true],
    ['path', 'endsWith', ['/y', 'admin'], false],
    ['path', 'matches', ['^y', 'x$'], true],
    ['path', 'matches', '(?-i)^/admin', false],
    ['ip', 'cidr', '192.0.2.0/24', true],
    ['ip', 'cidr', ['10.0.0.0/8', '192.0.2.7/32'], true],
    ['ip', 'cidr', '192.0.3.0/24', false],
    ['ip6', 'cidr', '2001:db8::/32', true],
    ['mapped', 'cidr', '192.0.2.0/24', true],
    ['path', 'cidr', '0.0.0.0/0', false],
    ['nothing', 'exists', null, true],
    ['req', 'exists', null, true],
    ['missing', 'exists', null, false],
  ])('%s %s %j is %s', (field, op, value, expected) => {
    expect(holds(field, op, value)).toBe(expected);
  });

  it.each<[string, JsonValue]>([
    ['=', 'x'],
    ['!=', 'x'],
    ['>', 0],
    ['>=', 0],
    ['<', 9],
    ['<=', 9],
    ['in', [0, 'x', '']],
    ['contains', 'x'],
    ['startsWith', 'x'],
    ['matches', '.*'],
    ['endsWith', 'x'],
    ['cidr', '0.0.0.0/0'],
  ])('a value that is missing, null or an object makes %s false', (op, value) => {
    for (const field of ['missing', 'nothing', 'req', 'req.missing']) expect(holds(field, op, value)).toBe(false);
  });

  it('not turns a condition around, also where the log does not have the value', () => {
    expect(holds('status', '=', 403, true)).toBe(false);
    expect(holds('status', '=', 404, true)).toBe(true);
    expect(holds('missing', '=', 404, true)).toBe(true);
    expect(holds('missing', '!=', 404)).toBe(false);
    expect(holds('missing', 'exists', null, true)).toBe(true);
    expect(compileCondition({ field: 'status', op: '=', value: 'abc', not: true }, [])).toMatchObject({
      needsValue: false,
      literals: null,
    });
  });

  it('takes the message for the raw line where there is none', () => {
    const condition = compileCondition({ field: 'raw', op: '=', value: 'm' }, []);
    if (condition.kind === 'capture') throw new Error('not a condition on the log');
    const { raw, ...rest } = LOG;
    expect([condition.holds(LOG), condition.holds(rest)]).toEqual([raw === 'm', true]);
  });

  it('reads a named group of the pattern before anything else', () => {
    const condition = compileCondition({ field: 'status', op: '>=', value: 500 }, ['status']);
    if (condition.kind !== 'capture') throw new Error('not a condition on the pattern');
    expect(condition.holds({ status: '503' })).toBe(true);
    expect(condition.holds({ status: null })).toBe(false);
  });
});
