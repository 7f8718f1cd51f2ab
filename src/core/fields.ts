import type { Fields, JsonValue } from './json';
import type { RecordError } from './outcome';
import { isObject } from './json';
import { cleanText } from './text';

/** Levels of nesting that attributes may have. */
export const MAX_FIELD_DEPTH = 32;
/** Attributes one log may carry, nested ones included. */
const MAX_FIELD_COUNT = 1000;

/** Fields fit to store, or why they cannot be kept. */
export type FieldsResult = { readonly fields: Fields } | { readonly problem: RecordError };

class FieldsProblem extends Error {
  constructor(readonly problem: RecordError) {
    super(problem.detail);
  }
}

/**
 * Copies attributes that came from outside: texts are made fit to store, and what could poison a prototype, is
 * nested deeper than {@link MAX_FIELD_DEPTH} or is more than {@link MAX_FIELD_COUNT} values is refused by name.
 */
export function cleanFields(input: Record<string, unknown>): FieldsResult {
  const budget = { left: MAX_FIELD_COUNT };
  try {
    return { fields: cleanObject(input, MAX_FIELD_DEPTH, budget) };
  } catch (error) {
    if (error instanceof FieldsProblem) return { problem: error.problem };
    throw error;
  }
}

function refuse(code: string, detail: string): never {
  throw new FieldsProblem({ code, detail });
}

function clean(text: string): string {
  return cleanText(text, text.length).text;
}

function cleanObject(input: Record<string, unknown>, depth: number, budget: { left: number }): Fields {
  const fields: Fields = {};
  for (const key of Object.keys(input)) {
    if (key === '__proto__') refuse('forbidden_key', 'the key "__proto__" is not allowed');
    fields[clean(key)] = cleanValue(input[key], depth - 1, budget);
  }
  return fields;
}

function cleanValue(value: unknown, depth: number, budget: { left: number }): JsonValue {
  if (--budget.left < 0) refuse('too_many_attributes', `more than ${String(MAX_FIELD_COUNT)} attributes`);
  switch (typeof value) {
    case 'string':
      return clean(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    default:
  }
  if (value === null || value === undefined) return null;
  if (depth <= 0) refuse('too_deep', `nested deeper than ${String(MAX_FIELD_DEPTH)} levels`);
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth - 1, budget));
  return isObject(value) ? cleanObject(value, depth, budget) : null;
}
