import { epochMilliseconds, leadingTime, parseTimestamp } from './timestamp';
import { TimeZone } from './timestamp-zone';

const NOW = Date.UTC(2026, 5, 15, 12);

describe('parseTimestamp', () => {
  it.each([
    ['2025-07-30T06:25:10Z', '2025-07-30T06:25:10.000Z'],
    ['2025-07-30T06:25:10.123+02:00', '2025-07-30T04:25:10.123Z'],
    ['2025-07-30 06:25:10,5', '2025-07-30T06:25:10.500Z'],
    ['2025-07-30 06:25:10 UTC', '2025-07-30T06:25:10.000Z'],
    ['2025/07/30 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['30/Jul/2025:06:25:10 +0000', '2025-07-30T06:25:10.000Z'],
    ['30/Jul/2025:06:25:10 -0730', '2025-07-30T13:55:10.000Z'],
    ['Sun Dec 04 06:49:06 2005', '2005-12-04T06:49:06.000Z'],
    ['081109 203615', '2008-11-09T20:36:15.000Z'],
    ['17/06/09 20:10:40', '2017-06-09T20:10:40.000Z'],
    ['1753856710', '2025-07-30T06:25:10.000Z'],
    [1753856710123, '2025-07-30T06:25:10.123Z'],
    ['2025-07-30', '2025-07-30T00:00:00.000Z'],
    ['2025-07-30T06:25Z', '2025-07-30T06:25:00.000Z'],
    ['2025-07-30 06:25:10.678901 +0200', '2025-07-30T04:25:10.678Z'],
    ['2025-07-30 06:25:10+02', '2025-07-30T04:25:10.000Z'],
    ['2025-07-30 06:25:10.5 EST', '2025-07-30T11:25:10.500Z'],
    ['2025.07.30 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['2025-07-30  6:25:10', '2025-07-30T06:25:10.000Z'],
    ['2025-07-30-06.25.10.678901', '2025-07-30T06:25:10.678Z'],
    ['20250730T062510Z', '2025-07-30T06:25:10.000Z'],
    ['20250730-06:25:10:123', '2025-07-30T06:25:10.123Z'],
    ['30-Jul-2025 06:25:10.123', '2025-07-30T06:25:10.123Z'],
    ['30 Jul 2025 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['30. Juli 2025 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['Wed, 30 Jul 2025 06:25:10 GMT', '2025-07-30T06:25:10.000Z'],
    ['Wed Jul 30 06:25:10 CEST 2025', '2025-07-30T04:25:10.000Z'],
    ['Wed Jul 30 06:25:10.123456 2025', '2025-07-30T06:25:10.123Z'],
    ['Jul 30, 2025 6:25:10 PM', '2025-07-30T18:25:10.000Z'],
    ['Jul 30, 2025 12:25:10 AM', '2025-07-30T00:25:10.000Z'],
    ['Jul 30 2025 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['7/30/2025 6:25:10 PM', '2025-07-30T18:25:10.000Z'],
    ['7/4/2025 6:25:10 PM', '2025-07-04T18:25:10.000Z'],
    ['30/07/2025 06:25:10', '2025-07-30T06:25:10.000Z'],
    ['04.07.2025 06:25:10,123', '2025-07-04T06:25:10.123Z'],
    ['0730 06:25:10.123456', '2025-07-30T06:25:10.123Z'],
    ['07-30 06:25:10.123', '2025-07-30T06:25:10.123Z'],
    ['11:25:10', '2026-06-15T11:25:10.000Z'],
    ['22:25:10.5', '2026-06-14T22:25:10.500Z'],
    ['1753856710.123', '2025-07-30T06:25:10.123Z'],
    ['1753856710123456789', '2025-07-30T06:25:10.123Z'],
  ])('%s', (text, iso) => {
    expect(new Date(parseTimestamp(text, NOW) ?? 0).toISOString()).toBe(iso);
  });

  it.each([
    '',
    'yesterday',
    '2025-13-45T99:00:00Z',
    '2025-02-29T00:00:00Z',
    '04/07/2025 06:25:10',
    '13:00:00 PM',
    '12345',
    'error 2025-07-30T06:25:10Z',
    -5,
    Number.NaN,
  ])('refuses %s', (text) => {
    expect(parseTimestamp(text, NOW)).toBeNull();
  });

  it('takes the latest year that is not in the future for a time without one', () => {
    const at = (text: string): string => new Date(leadingTime(text, 0, NOW)?.ms ?? 0).toISOString();
    expect(at('Jun 15 11:00:00 host')).toBe('2026-06-15T11:00:00.000Z');
    expect(at('Dec 24 11:00:00 host')).toBe('2025-12-24T11:00:00.000Z');
  });

  it.each(['Dez', 'déc.', 'dic', 'DEC', 'dez', 'Dec.', 'diciembre'])('knows the month %s', (month) => {
    expect(leadingTime(`${month} 24 11:00:00 host`, 0, NOW)).toEqual({
      ms: Date.UTC(2025, 11, 24, 11),
      end: month.length + 12,
    });
  });

  it('takes the last February 29 that there was', () => {
    expect(leadingTime('Feb 29 11:00:00', 0, NOW)?.ms).toBe(Date.UTC(2024, 1, 29, 11));
  });

  it('leaves alone what follows a time', () => {
    const end = (text: string): number | undefined => leadingTime(text, 0, NOW)?.end;
    expect(end('2025-07-30 06:25:10 - worker')).toBe(19);
    expect(end('2025-07-30 06:25:10 INFO x')).toBe(19);
    expect(end('2025-07-30 06:25:10,5')).toBe(21);
    expect(end('Jul 30 06:25:10 HOST 1234 x')).toBe(15);
    expect(end('Jul 30 06:25:10 4567 x')).toBe(15);
  });

  it('places times without a zone in the given one, through the change of clocks', () => {
    const berlin = TimeZone.of('Europe/Berlin');
    const at = (text: string, zone = berlin): string => new Date(parseTimestamp(text, NOW, zone) ?? 0).toISOString();
    expect(at('2025-07-30 06:25:10')).toBe('2025-07-30T04:25:10.000Z');
    expect(at('2025-01-30 06:25:10')).toBe('2025-01-30T05:25:10.000Z');
    expect(at('2025-03-30 03:00:00')).toBe('2025-03-30T01:00:00.000Z');
    expect(at('2025-07-30 06:25:10Z')).toBe('2025-07-30T06:25:10.000Z');
    expect(at('2025-07-30 06:25:10', TimeZone.of('-05:30'))).toBe('2025-07-30T11:55:10.000Z');
    expect(() => TimeZone.of('Mars/Base')).toThrow(RangeError);
    expect(() => TimeZone.of('+99:00')).toThrow('at most 14 hours');
  });

  it('tells seconds, milliseconds, microseconds and nanoseconds apart', () => {
    const ms = 1753856710123;
    expect([ms / 1000, ms, ms * 1000].map(epochMilliseconds)).toEqual([ms, ms, ms]);
    expect(epochMilliseconds(ms * 1e6)).toBeCloseTo(ms, -1);
  });
});
