import { wallTime } from '../core/timestamp-scan';
import { monthIndex, zoneOffset } from '../core/timestamp-names';
import { epochMilliseconds } from '../core/timestamp';
import type { TimeZone } from '../core/timestamp-zone';

/** What each conversion of strptime matches; one group each. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  Y: '(\\d{4})',
  y: '(\\d\\d)',
  m: '(\\d{1,2})',
  b: '(\\p{L}{3,10}\\.?)',
  B: '(\\p{L}{3,10})',
  d: '(\\d{1,2})',
  e: ' ?(\\d{1,2})',
  H: '(\\d{1,2})',
  I: '(\\d{1,2})',
  M: '(\\d\\d)',
  S: '(\\d\\d)',
  f: '(\\d{1,9})',
  L: '(\\d{1,9})',
  p: '([AaPp]\\.?[Mm]\\.?)',
  z: '(Z|[+-]\\d\\d:?\\d\\d)',
  Z: '([A-Za-z]{1,5})',
  a: '(\\p{L}{2,10}\\.?)',
  A: '(\\p{L}{2,10})',
  s: '(\\d{1,20}(?:\\.\\d{1,9})?)',
};
const SHORTHANDS: Readonly<Record<string, string>> = { T: '%H:%M:%S', F: '%Y-%m-%d', R: '%H:%M' };

/** Epoch milliseconds of a text, or null when it is not written like that. */
export type TimeReader = (text: string, now: number, zone: TimeZone) => number | null;

/**
 * Makes a reader of a strptime format (`%d.%m.%y %H:%M:%S,%f`), for times that nothing but their writer can tell apart.
 * @throws Error naming the conversion that is unknown
 */
export function compileTimePattern(format: string): TimeReader {
  const full = format.replace(/%([TFR])/g, (_, letter: string) => SHORTHANDS[letter] ?? '');
  const letters: string[] = [];
  const source = full.replace(
    /%(.?)|([.*+?^${}()|[\]\\/])/g,
    (_, letter: string | undefined, special: string | undefined) => {
      if (special !== undefined) return `\\${special}`;
      if (letter === '%') return '%';
      const conversion = CONVERSIONS[letter ?? ''];
      if (conversion === undefined) {
        throw new Error(`uses "%${letter ?? ''}": known are %${Object.keys(CONVERSIONS).join(' %')} %T %F %R %%`);
      }
      letters.push(letter ?? '');
      return conversion;
    },
  );
  if (!letters.some((letter) => 'HIs'.includes(letter))) throw new Error('has no hour: give %H, %I or %s');
  const pattern = new RegExp(`^${source}$`, 'u');
  return (text, now, zone) => {
    const match = pattern.exec(text.trim());
    return match === null
      ? null
      : fromParts(new Map(letters.map((letter, i) => [letter, match[i + 1] ?? ''])), now, zone);
  };
}

function fromParts(parts: ReadonlyMap<string, string>, now: number, zone: TimeZone): number | null {
  const epoch = parts.get('s');
  if (epoch !== undefined) return epochMilliseconds(Number(epoch));
  const number = (...letters: string[]): number | undefined => {
    const text = letters.map((letter) => parts.get(letter)).find((value) => value !== undefined);
    return text === undefined ? undefined : Number(text);
  };
  const today = new Date(now);
  const named = parts.get('b') ?? parts.get('B');
  const month = named === undefined ? (number('m') ?? today.getUTCMonth() + 1) - 1 : monthIndex(named);
  const day = number('d', 'e') ?? today.getUTCDate();
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? undefined : short + 2000);
  const ms = Math.floor(Number(`0.${parts.get('f') ?? parts.get('L') ?? '0'}`) * 1000);
  const half = parts.get('p')?.toUpperCase();
  const hour = half === undefined ? number('H', 'I') : (Number(parts.get('I')) % 12) + (half.startsWith('P') ? 12 : 0);
  const at = (inYear: number): number =>
    place(wallTime(inYear, month, day, hour ?? 0, number('M') ?? 0, number('S') ?? 0, ms), parts, zone);
  const found = year === undefined ? latest(at, today.getUTCFullYear(), now) : at(year);
  return Number.isNaN(found) ? null : found;
}

/** Without a year: the latest such time that is not more than a day ahead. */
function latest(at: (year: number) => number, year: number, now: number): number {
  const thisYear = at(year);
  return thisYear > now + 86_400_000 ? at(year - 1) : thisYear;
}

function place(wall: number, parts: ReadonlyMap<string, string>, zone: TimeZone): number {
  const offset = parts.get('z');
  if (offset !== undefined) {
    if (offset === 'Z') return wall;
    const digits = offset.slice(1).replace(':', '');
    const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
    return wall - (offset.startsWith('-') ? -minutes : minutes) * 60_000;
  }
  const named = parts.get('Z');
  const minutes = named === undefined ? null : zoneOffset(named);
  return minutes === null ? zone.toEpoch(wall) : wall - minutes * 60_000;
}
