import { Readable } from 'node:stream';
import { toJson, type ClassifiedLog } from '../../core/log';
import type { LogQuery, LogRepository } from '../../persistence/log.repository';
import { otlpLogs } from './otlp-logs';

export const EXPORT_FORMATS = ['ndjson', 'otlp'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Logs read from the database, and lines written, at a time. */
const LOGS_AT_ONCE = 1_000;

/**
 * Stored logs as lines of text, newest first: a log each (`ndjson`), or a thousand logs each (`otlp`). Nothing is read
 * before the receiver has taken what was read before.
 * @throws what the first read throws, before there is a stream
 */
export async function exportLogs(logs: LogRepository, query: LogQuery, format: ExportFormat): Promise<Readable> {
  const first = await logs.page(query, null, LOGS_AT_ONCE);
  async function* lines(): AsyncGenerator<string, void> {
    for (let page = first; ; page = await logs.page(query, page.next, LOGS_AT_ONCE)) {
      if (page.logs.length > 0) yield linesOf(page.logs, format);
      if (page.next === null) return;
    }
  }
  return Readable.from(lines());
}

function linesOf(logs: readonly ClassifiedLog[], format: ExportFormat): string {
  if (format === 'otlp') return `${JSON.stringify(otlpLogs(logs))}\n`;
  return logs.map((log) => `${JSON.stringify(toJson(log))}\n`).join('');
}
