import { epochMilliseconds, leadingTime, parseTimestamp } from './timestamp';

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
  ])('%s', (text, iso) => {
    expect(new Date(parseTimestamp(text, NOW) ?? 0).toISOString()).toBe(iso);
  });

  it.each(['', 'yesterday', '2025-13-45T99:00:00Z', '12345', 'error 2025-07-30T06:25:10Z', -5, Number.NaN])(
    'refuses %s',
    (text) => {
      expect(parseTimestamp(text, NOW)).toBeNull();
    },
  );

  it('takes the latest year that is not in the future for a time without one', () => {
    const at = (text: string): string => new Date(leadingTime(text, 0, NOW)?.ms ?? 0).toISOString();
    expect(at('Jun 15 11:00:00 host')).toBe('2026-06-15T11:00:00.000Z');
    expect(at('Dec 24 11:00:00 host')).toBe('2025-12-24T11:00:00.000Z');
  });

  it('tells seconds, milliseconds, microseconds and nanoseconds apart', () => {
    const ms = 1753856710123;
    expect([ms / 1000, ms, ms * 1000].map(epochMilliseconds)).toEqual([ms, ms, ms]);
    expect(epochMilliseconds(ms * 1e6)).toBeCloseTo(ms, -1);
  });
});
