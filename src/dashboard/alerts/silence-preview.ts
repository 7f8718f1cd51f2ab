import { matchesAll, type Matcher } from '../../alerting/matcher';
import { isWithin, type Schedule } from '../../alerting/schedule';
import { alertJson, type Alert, type AlertJson } from '../../core/alert';
import type { AlertFilter, AlertRepository } from '../../persistence/alerts/alert.repository';

const DAY_MS = 86_400_000;
const PAGE = 500;
const MAX_ALERTS = 10_000;
const SHOWN = 100;

/** What a silence would keep quiet. */
export interface SilencePreview {
  readonly openAlerts: readonly AlertJson[];
  readonly alertsOfLastDay: number;
  readonly logsOfLastDay: number;
}

/**
 * Holds a silence against the open alerts, and against those of the last day: of these a maintenance window gets the
 * ones that were last seen in its hours. Looks at the latest 10,000 of each.
 */
export async function previewSilence(
  { matchers, schedule }: { readonly matchers: readonly Matcher[]; readonly schedule: Schedule | null },
  alerts: AlertRepository,
  now: number,
): Promise<SilencePreview> {
  const openAlerts: AlertJson[] = [];
  for await (const alert of latest(alerts, { state: ['pending', 'firing', 'acknowledged'] })) {
    if (openAlerts.length < SHOWN && matchesAll(alert, matchers)) openAlerts.push(alertJson(alert));
  }
  let [alertsOfLastDay, logsOfLastDay] = [0, 0];
  for await (const alert of latest(alerts, { from: now - DAY_MS })) {
    if (!matchesAll(alert, matchers) || (schedule !== null && !isWithin(schedule, alert.lastSeen))) continue;
    alertsOfLastDay++;
    logsOfLastDay += alert.count;
  }
  return { openAlerts, alertsOfLastDay, logsOfLastDay };
}

async function* latest(alerts: AlertRepository, filter: AlertFilter): AsyncGenerator<Alert> {
  let cursor: string | null = null;
  for (let seen = 0; seen < MAX_ALERTS; seen += PAGE) {
    const page = await alerts.page(filter, cursor, PAGE);
    yield* page.alerts;
    cursor = page.next;
    if (cursor === null) return;
  }
}
