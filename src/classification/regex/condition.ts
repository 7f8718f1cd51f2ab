import type { JsonValue } from '../../core/json';
import type { EnrichedLog } from '../../core/log';
import { LinearPattern, MAX_SUBJECT_LENGTH, type Captures } from './linear-pattern';
import type { ConditionDefinition } from './rule-schema';

/** What a condition needs to know of a log. */
export type RuleSubject = Pick<EnrichedLog, 'message' | 'source' | 'format' | 'level' | 'severityNumber' | 'fields'>;

type Value = JsonValue | undefined;
type Test = (value: Value) => boolean;

interface ConditionOf<K extends string, S> {
  readonly kind: K;
  /** The name it was given in the rule file. */
  readonly field: string;
  readonly holds: (subject: S) => boolean;
}

/** A condition ready to run, by where its value comes from. */
export type Condition = ConditionOf<'log' | 'field', RuleSubject> | ConditionOf<'capture', Captures>;

const LOG_VALUES: ReadonlyMap<string, (log: RuleSubject) => Value> = new Map([
  ['source', (log: RuleSubject): Value => log.source],
  ['format', (log: RuleSubject): Value => log.format],
  ['level', (log: RuleSubject): Value => log.level],
  ['severityNumber', (log: RuleSubject): Value => log.severityNumber],
]);

/** `groups` are the named groups of the rule's pattern. Throws PatternError for a bad `matches` value. */
export function compileCondition(definition: ConditionDefinition, groups: readonly string[]): Condition {
  const { field } = definition;
  const test = compileTest(definition);
  if (groups.includes(field)) {
    return { kind: 'capture', field, holds: (captures) => test(captures[field] ?? undefined) };
  }
  const read = LOG_VALUES.get(field);
  if (read !== undefined) return { kind: 'log', field, holds: (log) => test(read(log)) };
  if (!field.includes('.')) return { kind: 'field', field, holds: (log) => test(log.fields[field]) };
  const path = field.split('.');
  return { kind: 'field', field, holds: (log) => test(log.fields[field] ?? nested(log.fields, path)) };
}

function nested(fields: Value, path: readonly string[]): Value {
  let value = fields;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = value[key];
  }
  return value;
}

function compileTest(definition: ConditionDefinition): Test {
  switch (definition.op) {
    case '=':
      return equals(definition.value);
    case '!=': {
      const same = equals(definition.value);
      return (value) => isScalar(value) && !same(value);
    }
    case 'in':
      return isOneOf(definition.value);
    case '>':
    case '>=':
    case '<':
    case '<=':
      return compares(definition.op, definition.value);
    case 'contains': {
      const part = definition.value.toLowerCase();
      const same = equals(definition.value);
      return (value) => (Array.isArray(value) ? value.some(same) : textOf(value).toLowerCase().includes(part));
    }
    case 'startsWith': {
      const start = definition.value.toLowerCase();
      return (value) => textOf(value).slice(0, start.length).toLowerCase() === start;
    }
    case 'matches': {
      const pattern = LinearPattern.compile(definition.value, 'i');
      return (value) => isScalar(value) && pattern.test(textOf(value).slice(0, MAX_SUBJECT_LENGTH));
    }
  }
}

function equals(wanted: string | number | boolean): Test {
  if (typeof wanted === 'number') return (value) => numberOf(value) === wanted;
  if (typeof wanted === 'boolean') return (value) => value === wanted;
  const folded = wanted.toLowerCase();
  return (value) => isScalar(value) && textOf(value).toLowerCase() === folded;
}

function isOneOf(wanted: readonly (string | number)[]): Test {
  const numbers = new Set(wanted.filter((value) => typeof value === 'number'));
  const texts = new Set(wanted.filter((value) => typeof value === 'string').map((value) => value.toLowerCase()));
  return (value) =>
    (numbers.size > 0 && numbers.has(numberOf(value))) ||
    (texts.size > 0 && isScalar(value) && texts.has(textOf(value).toLowerCase()));
}

// A missing value is NaN and NaN compares false with everything.
function compares(op: '>' | '>=' | '<' | '<=', limit: number): Test {
  switch (op) {
    case '>':
      return (value) => numberOf(value) > limit;
    case '>=':
      return (value) => numberOf(value) >= limit;
    case '<':
      return (value) => numberOf(value) < limit;
    case '<=':
      return (value) => numberOf(value) <= limit;
  }
}

function isScalar(value: Value): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Empty for what is not a text, a number or a truth value: no operand is empty, so it is never found there. */
function textOf(value: Value): string {
  return isScalar(value) ? String(value) : '';
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
