import { z } from 'zod';
import type { LogFilter } from '../core/log-filter';
import { STAGES, TRIAGES } from '../core/verdict';

const MAX_VALUES = 50;
const MAX_QUERY = 1_000;

/** `?category=a&category=b` and `?category=a,b` are the same list. */
function list<T extends z.ZodType<string>>(item: T): z.ZodType<z.output<T>[] | undefined> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(item).min(1).max(MAX_VALUES).optional(),
  );
}

/** The filters of `GET /logs` and `/ws/logs`, from a query string or a JSON frame. Unknown names are refused. */
export const logFilterSchema = z.strictObject({
  category: list(z.string().min(1)).describe('Any of these categories'),
  triage: list(z.enum(TRIAGES)),
  minSeverity: z.coerce.number().int().min(1).max(10).optional(),
  source: list(z.string().min(1)),
  decidedBy: list(z.enum(STAGES)),
  templateId: z.uuid().optional(),
  q: z.string().min(1).max(MAX_QUERY).optional().describe('Text that the message contains, whatever its case'),
});

/** A filter without the keys that were not given. */
export function toLogFilter(parsed: z.output<typeof logFilterSchema>): LogFilter {
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
}
