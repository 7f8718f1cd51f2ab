import type { AlertHit } from '../core/alert-hit';
import { uuid7 } from '../core/uuid7';
import { worseTriage } from '../core/verdict';
import type { AlertRow } from '../persistence/alerts/alert-row';
import type { AlertPolicy } from './policy';

const MAX_SAMPLES = 3;
const MAX_THREATS = 20;

/** What a hit did to its alert, for the timeline; null when it only counts on. */
export type Folded = 'started' | 'reopened' | null;

/**
 * Adds a hit to its alert.
 * @param known the last alert with this fingerprint, resolved or not; null when there is none
 * @param arrivedAt epoch milliseconds
 */
export function fold(
  hit: AlertHit,
  known: AlertRow | null,
  policy: AlertPolicy,
  arrivedAt: number,
): { readonly alert: AlertRow; readonly folded: Folded } {
  if (known === null || (known.state === 'resolved' && hit.firstSeen - known.lastSeen > policy.dedupWindow)) {
    return {
      alert: startedAlert(hit.brief && known !== null ? completed(hit, known) : hit, arrivedAt),
      folded: 'started',
    };
  }
  // Logs that are read again lie within what was told already: they count, and call nobody.
  const again = known.state === 'resolved' && hit.lastSeen <= known.lastSeen;
  add(known, hit, policy);
  if (again) return { alert: known, folded: null };
  if (known.state === 'resolved') {
    reopen(known, arrivedAt);
    return { alert: known, folded: 'reopened' };
  }
  known.lastArrival = Math.max(known.lastArrival, arrivedAt);
  // Its times are looked at again: the threshold may be reached, a message may be due.
  known.nextAt = arrivedAt;
  return { alert: known, folded: null };
}

function add(alert: AlertRow, hit: AlertHit, { count }: AlertPolicy): void {
  if (hit.severity > alert.severity) alert.suggestion = hit.suggestion ?? alert.suggestion;
  alert.count += hit.count;
  alert.severity = Math.max(alert.severity, hit.severity);
  alert.triage = worseTriage(alert.triage, hit.triage);
  if (!hit.brief) alert.template = hit.template;
  alert.llmOnly &&= hit.llmOnly;
  alert.firstSeen = Math.min(alert.firstSeen, hit.firstSeen);
  alert.lastSeen = Math.max(alert.lastSeen, hit.lastSeen);
  alert.threats = [...new Set([...alert.threats, ...hit.threats])].slice(0, MAX_THREATS);
  alert.samples = [...alert.samples, ...hit.samples].slice(0, MAX_SAMPLES);
  alert.perMinute = count === null ? {} : withinWindow(alert.perMinute, hit.perMinute, count.withinMs);
}

/** A brief hit with what its last alert says. */
function completed(hit: AlertHit, { template, suggestion }: AlertRow): AlertHit {
  return { ...hit, template, suggestion };
}

/** Adds up, and forgets what no window can reach any more. */
function withinWindow(
  known: Readonly<Record<string, number>>,
  added: AlertHit['perMinute'],
  withinMs: number,
): Record<string, number> {
  const sums = new Map(Object.entries(known).map(([minute, count]) => [Number(minute), count]));
  for (const [minute, count] of added) sums.set(minute, (sums.get(minute) ?? 0) + count);
  const oldest = Math.max(...sums.keys()) - 2 * withinMs;
  return Object.fromEntries([...sums].filter(([minute]) => minute >= oldest));
}

/** It goes on as if it had not been over, but nobody is told before the window since the last message has passed. */
function reopen(alert: AlertRow, arrivedAt: number): void {
  alert.state = alert.firedAt === null ? 'pending' : 'firing';
  alert.reopened++;
  alert.resolvedAt = null;
  alert.acknowledgedBy = null;
  alert.escalatedAt = null;
  alert.lastArrival = arrivedAt;
  alert.startedAt = arrivedAt;
  alert.nextAt = arrivedAt;
}

function startedAlert(hit: AlertHit, arrivedAt: number): AlertRow {
  return {
    id: uuid7(arrivedAt),
    fingerprint: hit.fingerprint,
    ruleId: hit.rule.id,
    ruleName: hit.rule.name,
    state: 'pending',
    category: hit.category,
    severity: hit.severity,
    triage: hit.triage,
    source: hit.source,
    template: hit.template,
    templateId: hit.templateId,
    entities: hit.entities,
    threats: hit.threats,
    llmOnly: hit.llmOnly,
    suggestion: hit.suggestion,
    count: hit.count,
    firstSeen: hit.firstSeen,
    lastSeen: hit.lastSeen,
    samples: hit.samples.slice(0, MAX_SAMPLES),
    perMinute: Object.fromEntries(hit.perMinute),
    startedAt: arrivedAt,
    lastArrival: arrivedAt,
    firedAt: null,
    notifiedAt: null,
    notifiedCount: 0,
    notifiedSeverity: 0,
    escalatedAt: null,
    resolvedAt: null,
    reopened: 0,
    sequence: 0,
    acknowledgedBy: null,
    nextAt: arrivedAt,
  };
}
