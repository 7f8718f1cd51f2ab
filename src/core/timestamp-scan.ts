import { zoneOffset } from './timestamp-names';
import type { TimeZone } from './timestamp-zone';

const ZERO = 48;
const COLON = 58;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const MINUTE = 60_000;
const MAX_ZONE_NAME = 5;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** A time found in a text, and where the text goes on after it. */
export interface LeadingTime {
  /** Epoch milliseconds. */
  readonly ms: number;
  /** Index of the first character that is not part of the time. */
  readonly end: number;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}

/** The two digits at `at` as a number; NaN when they are none. */
export function two(text: string, at: number): number {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return isDigit(high) && isDigit(low) ? (high - ZERO) * 10 + low - ZERO : Number.NaN;
}

/** Milliseconds of a date and a time of day as if they were UTC; NaN when there is no such time. */
export function wallTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): number {
  const days = MONTH_DAYS[month];
  if (days === undefined || !(day >= 1 && day <= days && hour < 24 && minute < 60 && second <= 60)) return Number.NaN;
  if (month === 1 && day === 29 && !isLeapYear(year)) return Number.NaN;
  return Date.UTC(year, month, day, hour, minute, second, ms);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Where the run of digits that starts at `at` ends, after at most `max` of them. */
function digitsEnd(text: string, at: number, max: number): number {
  let end = at;
  while (end - at < max && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Milliseconds from the digits after the decimal sign between `start` and `end`. */
export function fraction(text: string, start: number, end: number): number {
  let ms = 0;
  for (let i = 0; i < 3; i++) ms = ms * 10 + (start + i < end ? text.charCodeAt(start + i) - ZERO : 0);
  return ms;
}

/** Ends a time whose seconds end at `at`: reads a fraction and a zone, and places it in `zone` when it names none. */
export function finish(text: string, at: number, wall: number, zone: TimeZone): LeadingTime | null {
  if (Number.isNaN(wall)) return null;
  let end = at;
  let ms = 0;
  const mark = text.charCodeAt(at);
  // Point or comma; some write a colon before exactly three digits.
  if (mark === 46 || mark === 44 || mark === COLON) {
    const last = digitsEnd(text, at + 1, 9);
    if (mark === COLON ? last === at + 4 : last > at + 1) {
      ms = fraction(text, at + 1, last);
      end = last;
    }
  }
  if (isDigit(text.charCodeAt(end))) return null;
  return inZone(text, end, wall + ms, zone);
}

/** Reads a zone at `at`, if one is there, and returns the moment that `wall` means. */
export function inZone(text: string, at: number, wall: number, zone: TimeZone): LeadingTime {
  const start = text.charCodeAt(at) === SPACE ? at + 1 : at;
  const first = text.charCodeAt(start);
  if (first === PLUS || first === MINUS) {
    const hours = two(text, start + 1);
    const separated = text.charCodeAt(start + 3) === COLON;
    const minutes = two(text, separated ? start + 4 : start + 3);
    // A lone "+02" counts only when it touches the time: " -12" may be a number of the text.
    const hasMinutes = !Number.isNaN(minutes);
    if (!Number.isNaN(hours) && hours <= 14 && (hasMinutes || start === at)) {
      const end = hasMinutes ? start + (separated ? 6 : 5) : start + 3;
      if (!isWord(text.charCodeAt(end))) {
        const offset = hours * 60 + (hasMinutes ? minutes : 0);
        return { ms: wall - (first === MINUS ? -offset : offset) * MINUTE, end };
      }
    }
  } else if (isLetter(first)) {
    let end = start + 1;
    while (end - start <= MAX_ZONE_NAME && isLetter(text.charCodeAt(end))) end++;
    const offset = isWord(text.charCodeAt(end)) ? null : zoneOffset(text.slice(start, end));
    if (offset !== null) return { ms: wall - offset * MINUTE, end };
  }
  return { ms: zone.toEpoch(wall), end: at };
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isWord(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === 95 || code === COLON;
}

/**
 * `yyyy-MM-dd HH:mm[:ss]` with `-`, `/` or `.` in the date and `T`, `_` or spaces before the time: ISO 8601 and its kin.
 * Nearly all times of logs are of this form, so it is read character by character.
 */
export function isoTime(text: string, at: number, zone: TimeZone): LeadingTime | null {
  const separator = text.charCodeAt(at + 4);
  if ((separator !== MINUS && separator !== 47 && separator !== 46) || text.charCodeAt(at + 7) !== separator) {
    return null;
  }
  const year = two(text, at) * 100 + two(text, at + 2);
  const join = text.charCodeAt(at + 10);
  if (join !== 84 && join !== SPACE && join !== 116 && join !== 95 && join !== MINUS) return null;
  let time = join === SPACE && text.charCodeAt(at + 11) === SPACE ? at + 12 : at + 11;
  // MariaDB pads the hour with a blank.
  const shortHour = time === at + 12 && text.charCodeAt(time + 1) === COLON;
  if (shortHour) time--;
  if (text.charCodeAt(time + 2) !== COLON) return null;
  const month = two(text, at + 5) - 1;
  const day = two(text, at + 8);
  const hour = shortHour ? Number(text.charAt(time + 1)) : two(text, time);
  const minute = two(text, time + 3);
  if (text.charCodeAt(time + 5) !== COLON) {
    const wall = wallTime(year, month, day, hour, minute, 0, 0);
    return Number.isNaN(wall) || (isWord(text.charCodeAt(time + 5)) && text.charCodeAt(time + 5) !== 90)
      ? null
      : inZone(text, time + 5, wall, zone);
  }
  const wall = wallTime(year, month, day, hour, minute, two(text, time + 6), 0);
  return finish(text, time + 8, wall, zone);
}
