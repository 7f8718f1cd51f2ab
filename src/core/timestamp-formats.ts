import { monthIndex } from './timestamp-names';
import { finish, fraction, inZone, isDigit, isoTime, two, wallTime, type LeadingTime } from './timestamp-scan';
import type { TimeZone } from './timestamp-zone';

const DAY = 86_400_000;

/** What completes a time that leaves something out. */
export interface TimeContext {
  /** Epoch milliseconds of arrival. */
  readonly now: number;
  /** Zone of times that name none. */
  readonly zone: TimeZone;
}

/** Reads one way of writing a time that starts exactly at `at`; null when the text is written in another. */
type TimeReader = (text: string, at: number, context: TimeContext) => LeadingTime | null;

/** Hours 0–23 of a clock with `AM` or `PM` behind it; without either the hour as it is, NaN when it is none. */
function clockHour(hour: string | undefined, half: string | undefined): number {
  const value = Number(hour);
  if (half === undefined || half === '') return value;
  if (value < 1 || value > 12) return Number.NaN;
  return (value % 12) + (half.toUpperCase().startsWith('P') ? 12 : 0);
}

/** A time without a year is the latest one that is not more than a day ahead of `now`. */
function withoutYear(context: TimeContext, wallIn: (year: number) => number): number {
  const year = new Date(context.now).getUTCFullYear();
  // February 29 exists in a leap year only, and at most eight years lie between two of them.
  for (let back = -1; back <= 8; back++) {
    const wall = wallIn(year - back);
    if (!Number.isNaN(wall) && wall <= context.now + DAY) return wall;
  }
  return Number.NaN;
}

/** Makes a reader of a sticky pattern whose match reads as `wall`; a fraction and a zone may follow the match. */
function written(pattern: RegExp, wall: (match: RegExpExecArray, context: TimeContext) => number): TimeReader {
  return (text, at, context) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    return match === null ? null : finish(text, at + match[0].length, wall(match, context), context.zone);
  };
}

/** `02/Jan/2006:15:04:05 -0700`, the common log format's; read by hand because access logs are the longest of all. */
function commonLog(text: string, at: number, { zone }: TimeContext): LeadingTime | null {
  if (text.charCodeAt(at + 2) !== 47 || text.charCodeAt(at + 6) !== 47 || text.charCodeAt(at + 11) !== 58) return null;
  if (text.charCodeAt(at + 14) !== 58 || text.charCodeAt(at + 17) !== 58) return null;
  const year = two(text, at + 7) * 100 + two(text, at + 9);
  const month = monthIndex(text.slice(at + 3, at + 6));
  const clock = [two(text, at + 12), two(text, at + 15), two(text, at + 18)] as const;
  return finish(text, at + 20, wallTime(year, month, two(text, at), ...clock, 0), zone);
}

/** `02-Jan-2006 15:04:05`, `2 Jan 2006 15:04:05`, `02. Dez 2006, 15:04:05`. */
const dayMonthYear = written(
  /(\d{1,2})(?:[-/]|\.? )(\p{L}{3,10})\.?[- /](\d{4})(?:,? |:|T)(\d\d?):(\d\d):(\d\d)/uy,
  (x) => wallTime(Number(x[3]), monthIndex(x[2] ?? ''), Number(x[1]), Number(x[4]), Number(x[5]), Number(x[6]), 0),
);

/** `060102 15:04:05`, `060102 150405`, `06/01/02 15:04:05`, `060102  9:04:05`. */
const twoDigitYear = written(/(\d\d)(\/?)(\d\d)\2(\d\d) {1,2}(\d\d?)(:?)(\d\d)\6(\d\d)(?![\d:])/y, (x) =>
  wallTime(2000 + Number(x[1]), Number(x[3]) - 1, Number(x[4]), Number(x[5]), Number(x[7]), Number(x[8]), 0),
);

/** `20060102T150405Z`, `20060102 15:04:05`, `20060102-15:04:05:678`. */
const basicIso = written(/(\d{4})(\d\d)(\d\d)[T -](\d\d):?(\d\d):?(\d\d)/y, (x) =>
  wallTime(Number(x[1]), Number(x[2]) - 1, Number(x[3]), Number(x[4]), Number(x[5]), Number(x[6]), 0),
);

/** `2006-01-02-15.04.05.000000`, as DB2 and IBM's machines write it. */
const pointedClock = written(/(\d{4})-(\d\d)-(\d\d)-(\d\d)\.(\d\d)\.(\d\d)/y, (x) =>
  wallTime(Number(x[1]), Number(x[2]) - 1, Number(x[3]), Number(x[4]), Number(x[5]), Number(x[6]), 0),
);

/** `0102 15:04:05.000000`: month and day as glog writes them. */
const monthDayDigits = written(/(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)(?=\.\d{6})/y, (x, context) =>
  withoutYear(context, (year) =>
    wallTime(year, Number(x[1]) - 1, Number(x[2]), Number(x[3]), Number(x[4]), Number(x[5]), 0),
  ),
);

/** `01-02 15:04:05.000`: month and day as Android writes them. */
const monthDashDay = written(/(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?=\.\d{3})/y, (x, context) =>
  withoutYear(context, (year) =>
    wallTime(year, Number(x[1]) - 1, Number(x[2]), Number(x[3]), Number(x[4]), Number(x[5]), 0),
  ),
);

/** A clock without a date: the latest such time that is not more than an hour ahead of `now`. */
const clockOnly = written(/(\d\d):(\d\d):(\d\d)(?!:)/y, (x, { now }) => {
  const midnight = Math.floor(now / DAY) * DAY;
  const [hour, minute, second] = [Number(x[1]), Number(x[2]), Number(x[3])];
  if (!(hour < 24 && minute < 60 && second <= 60)) return Number.NaN;
  const wall = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
  return wall > now + 3_600_000 ? wall - DAY : wall;
});

const NUMERIC_DATE =
  /(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d),?[ T](\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,](\d{1,9}))?(?:\s?([AaPp]\.?[Mm]\b\.?))?/y;

/**
 * Dates of numbers only. Points are the European order, an AM or PM the American one; with slashes or dashes a number
 * over 12 tells them apart, and what could be both is not taken for a time: a wrong month is worse than none.
 */
function numericDate(text: string, at: number, { zone }: TimeContext): LeadingTime | null {
  NUMERIC_DATE.lastIndex = at;
  const match = NUMERIC_DATE.exec(text);
  if (match === null) return null;
  const [whole, first = '', separator, second = '', year = '', hour, minute, seconds = '0', digits = '', half] = match;
  const [a, b] = [Number(first), Number(second)];
  const american = separator !== '.' && (half !== undefined || (b > 12 && a <= 12));
  if (!american && separator !== '.' && a <= 12) return null;
  const [month, day] = american ? [a, b] : [b, a];
  const wall = wallTime(
    Number(year.length === 2 ? `20${year}` : year),
    month - 1,
    day,
    clockHour(hour, half),
    Number(minute),
    Number(seconds),
    fraction(digits, 0, digits.length),
  );
  return Number.isNaN(wall) ? null : inZone(text, at + whole.length, wall, zone);
}

const NAMED_MONTH =
  /(?:\p{L}{2,4}\.?,? )?(?:(\p{L}{3,10})\.? {1,2}(\d{1,2})|(\d{1,2}) (\p{L}{3,10})\.?)(?:,? (\d{4}),?)? (\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:[ \u202f]([AaPp][Mm])\b)?/uy;
/** The year that ctime and `date` write last, the latter with a zone before it. */
const LAST_YEAR = /(?: ([A-Z]{2,5}|[+-]\d{4}))? ((?:19|20)\d\d)(?![\d:-])/y;

/**
 * Times that start with a word: BSD syslog (`Jan  2 15:04:05`), ctime and `date` (`Mon Jan  2 15:04:05 MST 2006`), mail
 * (`Mon, 02 Jan 2006 15:04:05 -0700`), java.util.logging (`Jan 02, 2006 3:04:05 PM`), Cisco (`Jan 02 2006 15:04:05`).
 */
function namedMonth(text: string, at: number, context: TimeContext): LeadingTime | null {
  NAMED_MONTH.lastIndex = at;
  const match = NAMED_MONTH.exec(text);
  if (match === null) return null;
  const [whole, monthFirst, dayAfter, dayFirst, monthAfter, year, hour, minute, second, digits = '', half] = match;
  const month = monthIndex(monthFirst ?? monthAfter ?? '');
  if (month === -1) return null;
  const day = Number(dayAfter ?? dayFirst);
  const ms = fraction(digits, 0, digits.length);
  const wallIn = (inYear: number): number =>
    wallTime(inYear, month, day, clockHour(hour, half), Number(minute), Number(second), ms);
  const end = at + whole.length;
  if (year === undefined) {
    LAST_YEAR.lastIndex = end;
    const [tail = '', zoneName, lastYear] = LAST_YEAR.exec(text) ?? [];
    if (lastYear !== undefined) {
      const placed = inZone(zoneName ?? '', 0, wallIn(Number(lastYear)), context.zone);
      const understood = placed.end === (zoneName ?? '').length && !Number.isNaN(placed.ms);
      if (understood) return { ms: placed.ms, end: end + tail.length };
    }
  }
  const wall = year === undefined ? withoutYear(context, wallIn) : wallIn(Number(year));
  return Number.isNaN(wall) ? null : inZone(text, end, wall, context.zone);
}

const DIGIT_READERS: readonly TimeReader[] = [
  (text, at, { zone }) => isoTime(text, at, zone),
  commonLog,
  clockOnly,
  twoDigitYear,
  basicIso,
  pointedClock,
  monthDashDay,
  monthDayDigits,
  dayMonthYear,
  numericDate,
];

/** Reads the time that starts exactly at `at`, or returns null. */
export function readTime(text: string, at: number, context: TimeContext): LeadingTime | null {
  const first = text.charCodeAt(at);
  if (isDigit(first)) {
    for (const read of DIGIT_READERS) {
      const found = read(text, at, context);
      if (found !== null) return found;
    }
    return null;
  }
  const isLetter = (first >= 65 && first <= 90) || (first >= 97 && first <= 122) || first > 191;
  return isLetter ? namedMonth(text, at, context) : null;
}
