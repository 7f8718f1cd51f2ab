import { cleanFields, MAX_FIELD_DEPTH } from './fields';
import { openRecord, rawLine, SANITIZED_FIELD, TRUNCATED_FIELD } from './record';
import { isUuid, uuid7, uuid7Time } from './uuid7';
import { templateIdOf } from './template-id';

function raw(message: string): Parameters<typeof openRecord>[0] {
  return { ...rawLine(message, null), attributes: { a: 1 } };
}

describe('openRecord', () => {
  it('gives an id whose time is the time of arrival', () => {
    const log = openRecord(raw('x'), 1753856710123, 100);
    expect(uuid7Time(log.id)).toBe(1753856710123);
    expect(log.fields).toEqual({ a: 1 });
  });

  it('replaces what PostgreSQL refuses and says so', () => {
    const log = openRecord(raw('a\0b\ud800c'), 1, 100);
    expect(log.message).toBe('a\uFFFDb\uFFFDc');
    expect(log.fields[SANITIZED_FIELD]).toBe(true);
  });

  it('cuts long lines, never through a character, and says so', () => {
    const log = openRecord(raw('ab😀cd'), 1, 3);
    expect(log.message).toBe('ab');
    expect(log.fields[TRUNCATED_FIELD]).toBe(true);
  });
});

describe('cleanFields', () => {
  it('refuses a key that poisons prototypes', () => {
    const input = JSON.parse('{"a":{"__proto__":{"x":1}}}') as Record<string, unknown>;
    expect(cleanFields(input)).toMatchObject({ problem: { code: 'forbidden_key' } });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('refuses what is nested too deeply, and only that', () => {
    const nest = (depth: number): Record<string, unknown> => (depth === 0 ? {} : { a: nest(depth - 1) });
    expect(cleanFields(nest(MAX_FIELD_DEPTH - 1))).toHaveProperty('fields');
    expect(cleanFields(nest(MAX_FIELD_DEPTH + 1))).toMatchObject({ problem: { code: 'too_deep' } });
  });

  it('refuses more values than fit a log', () => {
    expect(cleanFields({ list: Array.from({ length: 2000 }, () => 1) })).toMatchObject({
      problem: { code: 'too_many_attributes' },
    });
  });

  it('makes texts and numbers storable', () => {
    expect(cleanFields({ 'k\0': ['v\0', Number.NaN, null, undefined, true] })).toEqual({
      fields: { 'k\uFFFD': ['v\uFFFD', 'NaN', null, null, true] },
    });
  });
});

describe('ids', () => {
  it('sorts in the order of making within a millisecond', () => {
    const ids = Array.from({ length: 500 }, () => uuid7(1753856710123));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(500);
    expect(ids.every(isUuid)).toBe(true);
  });

  it('names a template the same everywhere', () => {
    expect(templateIdOf('GET /admin returned <NUM>')).toBe(templateIdOf('GET /admin returned <NUM>'));
    expect(isUuid(templateIdOf('x'))).toBe(true);
    expect(templateIdOf('x')).not.toBe(templateIdOf('y'));
  });
});
