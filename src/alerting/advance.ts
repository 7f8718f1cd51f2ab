import type { AlertEvent, AlertState } from '../core/alert';
import type { AlertPolicy } from './policy';

/** What time does to an alert depends on nothing else. Epoch milliseconds by the clock of the server. */
export interface AlertTimes {
  readonly state: AlertState;
  readonly startedAt: number;
  /** When its last log arrived. */
  readonly lastArrival: number;
  readonly notifiedAt: number | null;
  readonly escalatedAt: number | null;
  readonly count: number;
  readonly severity: number;
  /** How much of it was told already. */
  readonly notifiedCount: number;
  readonly notifiedSeverity: number;
  /** How often it came back after it was resolved. */
  readonly reopened: number;
  readonly perMinute: Readonly<Record<string, number>>;
}

/** What becomes of it now. */
export interface Advance {
  readonly state: AlertState;
  readonly notify: AlertEvent | null;
  /** When to look again; null for never. */
  readonly nextAt: number | null;
}

/** How soon to look again at an alert that people may not be told about now. */
const LOOK_AGAIN_MS = 60_000;
/** Every return doubles the quiet that it takes to be over, so that an alert that comes and goes stays one. */
const MOST_DOUBLINGS = 3;

/**
 * The next state of an alert and what is said about it: as in Alertmanager, but that new logs of a group, which that
 * does not know, count as well.
 * @param muted silenced, inhibited or in maintenance: nobody is told, and it is looked at again later
 */
export function advance(alert: AlertTimes, policy: AlertPolicy, now: number, muted: boolean): Advance {
  const resolveAfter = policy.resolveAfter * 2 ** Math.min(alert.reopened, MOST_DOUBLINGS);
  const over = alert.lastArrival + resolveAfter;
  if (alert.state === 'resolved') return { state: 'resolved', notify: null, nextAt: null };
  if (alert.state === 'pending') return advancePending(alert, policy, now, muted);
  if (now >= over) return { state: 'resolved', notify: alert.notifiedAt === null ? null : 'resolved', nextAt: null };
  if (alert.state === 'acknowledged') return { state: 'acknowledged', notify: null, nextAt: over };
  if (muted) return { state: 'firing', notify: null, nextAt: Math.min(over, now + LOOK_AGAIN_MS) };
  if (alert.notifiedAt === null) return told(alert, policy, 'firing', now, over);
  const dueAt = repeatDue(alert, alert.notifiedAt, policy);
  const escalateAt = escalationDue(alert, policy);
  if (escalateAt !== null && now >= escalateAt) return told(alert, policy, 'escalation', now, over);
  if (now >= dueAt) return told(alert, policy, 'repeat', now, over);
  return { state: 'firing', notify: null, nextAt: Math.min(over, dueAt, escalateAt ?? over) };
}

function advancePending(alert: AlertTimes, policy: AlertPolicy, now: number, muted: boolean): Advance {
  const { count, groupWait, resolveAfter } = policy;
  if (count !== null && mostWithin(alert.perMinute, count.withinMs) < count.atLeast) {
    const over = alert.lastArrival + Math.max(count.withinMs, LOOK_AGAIN_MS);
    if (now >= over) return { state: 'resolved', notify: null, nextAt: null };
    return { state: 'pending', notify: null, nextAt: over };
  }
  const waitUntil = alert.startedAt + groupWait;
  if (now < waitUntil) return { state: 'pending', notify: null, nextAt: waitUntil };
  if (muted) return { state: 'firing', notify: null, nextAt: now + Math.min(LOOK_AGAIN_MS, resolveAfter) };
  return told({ ...alert, state: 'firing' }, policy, 'firing', now, alert.lastArrival + resolveAfter);
}

function told(alert: AlertTimes, policy: AlertPolicy, notify: AlertEvent, now: number, over: number): Advance {
  const after: AlertTimes = {
    ...alert,
    notifiedAt: now,
    notifiedCount: alert.count,
    notifiedSeverity: alert.severity,
    escalatedAt: notify === 'escalation' ? now : alert.escalatedAt,
  };
  const nextAt = Math.min(over, repeatDue(after, now, policy), escalationDue(after, policy) ?? over);
  return { state: 'firing', notify, nextAt };
}

function repeatDue(alert: AlertTimes, notifiedAt: number, policy: AlertPolicy): number {
  const reminder = notifiedAt + policy.repeatInterval;
  if (alert.severity > alert.notifiedSeverity) return Math.min(reminder, notifiedAt + policy.groupInterval);
  if (alert.count > alert.notifiedCount) {
    return Math.min(reminder, notifiedAt + Math.max(policy.groupInterval, policy.dedupWindow));
  }
  return reminder;
}

/** Once, and counted from the first log. */
function escalationDue({ startedAt, escalatedAt }: AlertTimes, { escalation }: AlertPolicy): number | null {
  return escalation === null || escalatedAt !== null ? null : startedAt + escalation.after;
}

/** The most logs that fall into any stretch of `withinMs`, to the minute, by the clock of the logs. */
export function mostWithin(perMinute: Readonly<Record<string, number>>, withinMs: number): number {
  const minutes = Object.entries(perMinute)
    .map(([minute, count]): [number, number] => [Number(minute), count])
    .sort(([a], [b]) => a - b);
  let [most, sum, first] = [0, 0, 0];
  for (const [minute, count] of minutes) {
    sum += count;
    while (minute - (minutes[first]?.[0] ?? minute) >= withinMs) sum -= minutes[first++]?.[1] ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}
