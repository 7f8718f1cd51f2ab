import { BlockList, isIP } from 'node:net';
import type { JsonValue } from '../../core/json';
import type { EnrichedLog } from '../../core/log';
import { LinearPattern, MAX_SUBJECT_LENGTH, PatternError, type Captures } from './linear-pattern';
import { literalIn } from './required-literals';
import type { ConditionDefinition } from './rule-schema';

/** What a condition needs to know of a log; where there is no raw line, its message is all there is. */
export type RuleSubject = Pick<EnrichedLog, 'message' | 'source' | 'format' | 'level' | 'severityNumber' | 'fields'> & {
  readonly raw?: string | undefined;
};

type Value = JsonValue | undefined;
type Test = (value: Value) => boolean;

interface ConditionOf<K extends string, S> {
  readonly kind: K;
  /** The name it was given in the rule file. */
  readonly field: string;
  /** Whether it can only hold on a log that has the value. */
  readonly needsValue: boolean;
  /** Of these every value on which it holds has at least one in it; null when there are none. */
  readonly literals: readonly string[] | null;
  readonly holds: (subject: S) => boolean;
}

/** A condition ready to run, by where its value comes from. */
export type Condition = ConditionOf<'log' | 'field', RuleSubject> | ConditionOf<'capture', Captures>;

const LOG_VALUES: ReadonlyMap<string, (log: RuleSubject) => Value> = new Map([
  ['source', (log: RuleSubject): Value => log.source],
  ['format', (log: RuleSubject): Value => log.format],
  ['level', (log: RuleSubject): Value => log.level],
  ['severityNumber', (log: RuleSubject): Value => log.severityNumber],
  ['raw', (log: RuleSubject): Value => log.raw ?? log.message],
]);

/** `groups` are the named groups of the rule's pattern. Throws PatternError for a value that cannot be used. */
export function compileCondition(definition: ConditionDefinition, groups: readonly string[]): Condition {
  const { field, not } = definition;
  const { holds: plain, literals: found = null } = compileTest(definition);
  const test: Test = not === true ? (value) => !plain(value) : plain;
  const about = { field, needsValue: not !== true, literals: not === true ? null : found };
  if (groups.includes(field)) {
    return { kind: 'capture', ...about, holds: (captures) => test(captures[field] ?? undefined) };
  }
  const read = LOG_VALUES.get(field);
  if (read !== undefined) return { kind: 'log', ...about, holds: (log) => test(read(log)) };
  if (!field.includes('.')) return { kind: 'field', ...about, holds: (log) => test(log.fields[field]) };
  const path = field.split('.');
  return { kind: 'field', ...about, holds: (log) => test(log.fields[field] ?? nested(log.fields, path)) };
}

function nested(fields: Value, path: readonly string[]): Value {
  let value = fields;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** A test, and the literals of which every text that passes it holds one. */
interface CompiledTest {
  readonly holds: Test;
  readonly literals?: readonly string[] | null;
}

function compileTest(definition: ConditionDefinition): CompiledTest {
  switch (definition.op) {
    case '=':
      return { holds: equals(definition.value), literals: literalsOf([definition.value]) };
    case '!=': {
      const same = equals(definition.value);
      return { holds: (value) => isScalar(value) && !same(value) };
    }
    case 'in':
      return { holds: isOneOf(definition.value), literals: literalsOf(definition.value) };
    case '>':
    case '>=':
    case '<':
    case '<=':
      return { holds: compares(definition.op, definition.value) };
    case 'contains': {
      const parts = listOf(definition.value);
      const lower = parts.map((part) => part.toLowerCase());
      const same = isOneOf(parts);
      const holds: Test = (value) => {
        if (Array.isArray(value)) return value.some(same);
        const text = textOf(value).toLowerCase();
        return lower.some((part) => text.includes(part));
      };
      return { holds, literals: literalsOf(parts) };
    }
    case 'startsWith': {
      const starts = listOf(definition.value).map((start) => start.toLowerCase());
      const holds: Test = (value) => {
        const text = textOf(value).toLowerCase();
        return starts.some((start) => text.startsWith(start));
      };
      return { holds, literals: literalsOf(starts) };
    }
    case 'endsWith': {
      const ends = listOf(definition.value).map((end) => end.toLowerCase());
      const holds: Test = (value) => {
        const text = textOf(value).toLowerCase();
        return ends.some((end) => text.endsWith(end));
      };
      return { holds, literals: literalsOf(ends) };
    }
    case 'matches': {
      const patterns = listOf(definition.value).map((source) => LinearPattern.compile(source, 'i'));
      const holds: Test = (value) => {
        if (!isScalar(value)) return false;
        const text = textOf(value).slice(0, MAX_SUBJECT_LENGTH);
        return patterns.some((pattern) => pattern.test(text));
      };
      const literals = patterns.map((pattern) => pattern.literals);
      return { holds, literals: literals.includes(null) ? null : literals.flatMap((found) => found ?? []) };
    }
    case 'cidr':
      return { holds: isWithin(listOf(definition.value)) };
    case 'exists':
      return { holds: (value) => value !== undefined };
  }
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Null when one of the values is no text or has nothing to look for. */
function literalsOf(values: readonly (string | number | boolean)[]): readonly string[] | null {
  const literals = values.map((value) => (typeof value === 'string' ? literalIn(value) : ''));
  return literals.includes('') ? null : literals;
}

/** Whether an address lies in one of the networks; an IPv4 address may come in IPv6 clothes. */
function isWithin(networks: readonly string[]): Test {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length = '', ...rest] = network.split('/');
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > bits) {
      throw new PatternError(`must be a network such as 10.0.0.0/8 or 2001:db8::/32, not "${network}"`);
    }
    list.addSubnet(address, Number(length), family === 4 ? 'ipv4' : 'ipv6');
  }
  return (value) => {
    const address = textOf(value);
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  };
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
