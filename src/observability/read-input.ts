import type { z } from 'zod';
import { InputError } from '../core/errors';
import { isUuid } from '../core/uuid7';

/**
 * Reads a body or a query by its schema.
 * @param what is read, as it stands in the code of the error, e.g. `feedback`
 * @throws InputError naming each field that is wrong, and the limit
 */
export function readInput<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ where: path.join('.') || what, detail: message }));
  const detail = issues.map((issue) => `${issue.where}: ${issue.detail}`).join('; ');
  throw new InputError('invalid', `bad_${what}`, detail, issues);
}

/** The id in an address. @throws InputError `not_a_uuid` */
export function readUuid(text: string): string {
  if (!isUuid(text)) throw new InputError('invalid', 'not_a_uuid', `"${text.slice(0, 64)}" is not a UUID`);
  return text;
}
