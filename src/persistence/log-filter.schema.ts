import { z } from 'zod';
import type { LogFilter } from '../core/log-filter';
import { STAGES, TRIAGES } from '../core/verdict';
import { valueList } from '../observability/query-schemas';

const MAX_QUERY = 1_000;

/** The filters of `GET /logs` and `/ws/logs`, from a query string or a JSON frame. Unknown names are refused. */
export const logFilterSchema = z.strictObject({
  category: valueList(z.string().min(1)).describe('Any of these categories'),
  triage: valueList(z.enum(TRIAGES)),
  minSeverity: z.coerce.number().int().min(1).max(10).optional(),
  source: valueList(z.string().min(1)),
  decidedBy: valueList(z.enum(STAGES)),
  templateId: z.uuid().optional(),
  q: z.string().min(1).max(MAX_QUERY).optional().describe('Text that the message contains, whatever its case'),
});

/** A filter without the keys that were not given. */
export function toLogFilter(parsed: z.output<typeof logFilterSchema>): LogFilter {
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
}
