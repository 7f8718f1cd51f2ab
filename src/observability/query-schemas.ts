import { z } from 'zod';

const MAX_VALUES = 50;

/** A list in a query: `?a=x&a=y` and `?a=x,y` are the same. */
export function valueList<T extends z.ZodType<string>>(item: T): z.ZodType<z.output<T>[] | undefined> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item).min(1).max(MAX_VALUES).optional(),
  );
}

/** A time in a query: ISO 8601 with a zone, or a day. */
export const timeSchema = z.iso.datetime({ offset: true }).or(z.iso.date());

/** Who a change is noted down for. */
export const byQuerySchema = z.strictObject({
  by: z.string().trim().min(1).max(200).default('api').describe('Who does it'),
});
