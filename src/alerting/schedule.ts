import { z } from 'zod';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const MINUTES_AN_HOUR = 60;

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Hours of the week, in a time zone. Hours that end before they begin go on over midnight. */
export const scheduleSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS]),
  from: z.string().regex(CLOCK, 'must be a time such as 08:00').default('00:00'),
  to: z.string().regex(CLOCK, 'must be a time such as 18:00').default('24:00'),
  zone: z.string().refine(isZone, 'must be a time zone such as Europe/Berlin').default('UTC'),
});
export type Schedule = z.output<typeof scheduleSchema>;

/** Whether a time (epoch milliseconds) lies within the hours. */
export function isWithin({ days, from, to, zone }: Schedule, time: number): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(time);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const today = WEEKDAYS.findIndex((day) => part('weekday').toLowerCase().startsWith(day));
  const minute = Number(part('hour')) * MINUTES_AN_HOUR + Number(part('minute'));
  const [begins, ends] = [minuteOf(from), minuteOf(to)];
  const isDay = (index: number): boolean => days.some((day) => day === WEEKDAYS[(index + 7) % 7]);
  if (begins <= ends) return isDay(today) && minute >= begins && minute < ends;
  return (isDay(today) && minute >= begins) || (isDay(today - 1) && minute < ends);
}

function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * MINUTES_AN_HOUR + minute;
}
