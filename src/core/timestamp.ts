import { readTime } from './timestamp-formats';
import type { LeadingTime } from './timestamp-scan';
import { TimeZone } from './timestamp-zone';

/** No way of writing a time is longer, in UTF-16 code units. */
const MAX_TIME_LENGTH = 64;

/**
 * Finds a time that starts exactly at `start`: ISO 8601 (also with a space, slashes or a decimal comma), common log
 * format, BSD syslog without a year, ctime, mail and java.util.logging dates, dates of numbers as far as they are
 * unambiguous, and a clock without a date. Month names may be English, German, French, Spanish, Italian, Portuguese or
 * Dutch. `now` (epoch ms) completes what is left out, never to a time that lies ahead; `zone` is that of times that
 * name none.
 */
export function leadingTime(
  text: string,
  start: number,
  now: number,
  zone: TimeZone = TimeZone.UTC,
): LeadingTime | null {
  return readTime(text, start, { now, zone });
}

/** Epoch milliseconds from a number of seconds, milliseconds, microseconds or nanoseconds, told apart by size. */
export function epochMilliseconds(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  if (value < 1e11) return Math.floor(value * 1000);
  if (value < 1e14) return Math.floor(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return value < 1e20 ? Math.floor(value / 1e6) : null;
}

/** Reads a value that is nothing but a time: a text in a known format, or an epoch number. Null when it is neither. */
export function parseTimestamp(value: string | number, now: number, zone: TimeZone = TimeZone.UTC): number | null {
  if (typeof value === 'number') return epochMilliseconds(value);
  const text = value.trim();
  if (text.length > MAX_TIME_LENGTH) return null;
  if (/^\d{9,20}(?:\.\d+)?$/.test(text)) return epochMilliseconds(Number(text));
  const found = readTime(text, 0, { now, zone });
  if (found?.end === text.length) return found.ms;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return readTime(`${text}T00:00:00`, 0, { now, zone })?.ms ?? null;
  if (!/^[A-Z][a-z]{2},? /.test(text)) return null;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? null : parsed;
}
