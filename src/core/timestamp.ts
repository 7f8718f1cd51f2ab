const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** A time found at the start of a text, and where the text goes on after it. */
export interface LeadingTime {
  /** Epoch milliseconds. */
  readonly ms: number;
  /** Index of the first character that is not part of the time. */
  readonly end: number;
}

/** Reads one way of writing a time; `now` (epoch ms) decides what the text leaves out. */
interface TimeFormat {
  /** Sticky: matched at the position where the time must start. */
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, now: number) => number;
}

function group(match: RegExpExecArray, index: number): string {
  return match[index] ?? '';
}

function num(match: RegExpExecArray, index: number): number {
  return Number(match[index] ?? 0);
}

function month(name: string): number {
  return MONTHS.indexOf(name) / 3;
}

/** Milliseconds from the digits after the decimal sign. */
function fraction(digits: string): number {
  return digits === '' ? 0 : Math.floor(Number(`0.${digits}`) * 1000);
}

/** Minutes east of UTC of `Z`, `UTC`, `+02:00`, `-0500`; a text without a zone counts as UTC. */
function zoneMinutes(zone: string): number {
  if (zone === '' || /^[A-Za-z]/.test(zone)) return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
}

function utc(year: number, monthIndex: number, day: number, h: number, m: number, s: number, ms = 0): number {
  const valid = monthIndex >= 0 && monthIndex < 12 && day >= 1 && day <= 31 && h < 24 && m < 60 && s <= 60;
  return valid ? Date.UTC(year, monthIndex, day, h, m, s, ms) : Number.NaN;
}

/** A time without a year is the latest one that is not more than a day ahead of `now`. */
function withoutYear(
  now: number,
  monthIndex: number,
  day: number,
  h: number,
  m: number,
  s: number,
  ms: number,
): number {
  const year = new Date(now).getUTCFullYear();
  const candidate = utc(year, monthIndex, day, h, m, s, ms);
  return candidate > now + 86_400_000 ? utc(year - 1, monthIndex, day, h, m, s, ms) : candidate;
}

const ISO: TimeFormat = {
  pattern:
    /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:]))?/y,
  read: (x) =>
    utc(num(x, 1), num(x, 2) - 1, num(x, 3), num(x, 4), num(x, 5), num(x, 6), fraction(group(x, 7))) -
    zoneMinutes(group(x, 8)) * 60_000,
};

const COMMON_LOG: TimeFormat = {
  pattern: /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/y,
  read: (x) =>
    utc(num(x, 3), month(group(x, 2)), num(x, 1), num(x, 4), num(x, 5), num(x, 6)) - zoneMinutes(group(x, 7)) * 60_000,
};

const BSD_SYSLOG: TimeFormat = {
  pattern: /([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?! \d{4}\b)/y,
  read: (x, now) =>
    withoutYear(now, month(group(x, 1)), num(x, 2), num(x, 3), num(x, 4), num(x, 5), fraction(group(x, 6))),
};

const C_TIME: TimeFormat = {
  pattern: /(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (\d{4})/y,
  read: (x) => utc(num(x, 7), month(group(x, 1)), num(x, 2), num(x, 3), num(x, 4), num(x, 5), fraction(group(x, 6))),
};

const TWO_DIGIT_YEAR: TimeFormat = {
  pattern: /(\d\d)\/?(\d\d)\/?(\d\d) (\d\d):?(\d\d):?(\d\d)(?![\d:])/y,
  read: (x) => utc(2000 + num(x, 1), num(x, 2) - 1, num(x, 3), num(x, 4), num(x, 5), num(x, 6)),
};

const LETTER_FORMATS: readonly TimeFormat[] = [BSD_SYSLOG, C_TIME];
const DIGIT_FORMATS: readonly TimeFormat[] = [ISO, COMMON_LOG, TWO_DIGIT_YEAR];

/**
 * Finds a time that starts exactly at `start`: ISO 8601 (also with a space, slashes or a decimal comma), common
 * log format, BSD syslog without a year, ctime, and `yyMMdd HHmmss` / `yy/MM/dd HH:mm:ss`. A missing zone is UTC.
 */
export function leadingTime(text: string, start: number, now: number): LeadingTime | null {
  const first = text.charCodeAt(start);
  const formats = first >= 48 && first <= 57 ? DIGIT_FORMATS : first >= 65 && first <= 90 ? LETTER_FORMATS : [];
  for (const { pattern, read } of formats) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const ms = read(match, now);
    if (!Number.isNaN(ms)) return { ms, end: start + match[0].length };
  }
  return null;
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
export function parseTimestamp(value: string | number, now: number): number | null {
  if (typeof value === 'number') return epochMilliseconds(value);
  const text = value.trim();
  if (/^\d{9,20}(?:\.\d+)?$/.test(text)) return epochMilliseconds(Number(text));
  const found = leadingTime(text, 0, now);
  if (found?.end === text.length) return found.ms;
  if (!/^\d{4}-\d\d/.test(text) && !/^[A-Z][a-z]{2},? /.test(text)) return null;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? null : parsed;
}
