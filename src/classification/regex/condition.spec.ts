import type { JsonValue } from '../../core/json';
import { compileCondition, type RuleSubject } from './condition';
import type { ConditionDefinition } from './rule-schema';

const LOG: RuleSubject = {
  message: 'm',
  source: 'nginx',
  format: 'nginx-access',
  level: 'WARNING',
  severityNumber: 13,
  fields: {
    status: 403,
    path: '/Admin/x',
    'http.status': 200,
    text: '97.5',
    ok: true,
    nothing: null,
    tags: ['a', 'B'],
    req: { url: '/login', user: { id: 7 } },
  },
};

function holds(field: string, op: string, value: JsonValue): boolean {
  const condition = compileCondition({ field, op, value } as ConditionDefinition, []);
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
  ])('a value that is missing, null or an object makes %s false', (op, value) => {
    for (const field of ['missing', 'nothing', 'req', 'req.missing']) expect(holds(field, op, value)).toBe(false);
  });

  it('reads a named group of the pattern before anything else', () => {
    const condition = compileCondition({ field: 'status', op: '>=', value: 500 }, ['status']);
    if (condition.kind !== 'capture') throw new Error('not a condition on the pattern');
    expect(condition.holds({ status: '503' })).toBe(true);
    expect(condition.holds({ status: null })).toBe(false);
  });
});
