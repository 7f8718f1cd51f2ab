import type { RawData } from 'ws';
import { z } from 'zod';
import { messageOf } from '../core/errors';
import type { LogFilter } from '../core/log-filter';
import { logFilterSchema, toLogFilter } from '../persistence/log-filter.schema';

const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), filter: logFilterSchema, alerts: z.boolean().optional() }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
]);

/** What a client may send. */
export type ClientFrame =
  | { readonly type: 'subscribe'; readonly filter: LogFilter; readonly alerts: boolean }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

/** Reads a frame that a client sent. @throws z.ZodError or SyntaxError */
export function readClientFrame(data: RawData): ClientFrame {
  const frame = clientFrame.parse(JSON.parse(textOf(data)));
  if (frame.type !== 'subscribe') return frame;
  return { type: 'subscribe', filter: toLogFilter(frame.filter), alerts: frame.alerts ?? false };
}

/** Reads the filter of a connection from its query string. @throws z.ZodError */
export function filterOfQuery(query: URLSearchParams): LogFilter {
  const values: Record<string, unknown> = {};
  for (const key of new Set(query.keys())) {
    const all = query.getAll(key);
    values[key] = all.length > 1 ? all : all[0];
  }
  return toLogFilter(logFilterSchema.parse(values));
}

/** What is wrong with something a client sent, in words for a person. */
export function explain(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ');
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
