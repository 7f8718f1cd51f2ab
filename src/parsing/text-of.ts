import type { JsonValue } from '../core/json';

/** The text of a scalar; empty for objects, lists and what is not there. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
