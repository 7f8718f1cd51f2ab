import { createHash } from 'node:crypto';
import type { Alert, AlertEvent, ChannelName } from '../core/alert';
import type { AlertHit } from '../core/alert-hit';
import { alertOf, type AlertRow } from '../persistence/alerts/alert-row';
import type { AlertEventRow, AlertStore, AlertTables, NewDelivery } from '../persistence/alerts/alert-store';
import { advance } from './advance';
import { fold } from './fold';
import { Mutes, type Inhibition } from './mutes';
import type { AlertPolicy } from './policy';

/** Hits and alerts worked on in one transaction. */
const HITS_AT_ONCE = 5_000;
const ALERTS_AT_ONCE = 1_000;
const URGENT_SEVERITY = 8;

/** What the engine has to know of rules. */
export interface AlertRulesView {
  /** Also for a rule that is gone: its open alerts still end. */
  policyOf(ruleId: string): AlertPolicy;
  readonly inhibitions: readonly Inhibition[];
}

export interface AlertEngineParts {
  readonly store: AlertStore;
  readonly rules: AlertRulesView;
  /** Channels that are set up; others are passed over. */
  readonly channels: ReadonlySet<ChannelName>;
  /** Open alerts, beyond which new ones of a rule are one. */
  readonly maxOpen: number;
  readonly now: () => number;
  /** Told what has changed, after COMMIT. */
  readonly onChange: (alerts: readonly Alert[]) => void;
}

/**
 * Makes alerts of what rules have found and moves them through their states. Every move is one transaction with the
 * messages it asks for; several servers may do it at once, and each alert moves once.
 */
export class AlertEngine {
  constructor(private readonly parts: AlertEngineParts) {}

  /** One round. @returns true when there may be more to do at once */
  async turn(): Promise<boolean> {
    const folded = await this.foldHits();
    const advanced = await this.advanceDue();
    return folded === HITS_AT_ONCE || advanced === ALERTS_AT_ONCE;
  }

  private async foldHits(): Promise<number> {
    const { store, rules, maxOpen, now } = this.parts;
    const { taken, changed } = await store.transaction(async (tables) => {
      if (!(await tables.lockFolding())) return { taken: 0, changed: [] };
      const hits = await tables.takeHits(HITS_AT_ONCE);
      if (hits.length === 0) return { taken: 0, changed: [] };
      const known = await tables.lastAlerts(fingerprintsOf(hits.map(({ hit }) => hit)));
      let room = maxOpen - (await tables.countOpen());
      const changes = new Map<string, AlertRow>();
      const events: AlertEventRow[] = [];
      for (const { hit: found, arrivedAt } of hits) {
        const hit = room > 0 || known.has(found.fingerprint) ? found : overflowOf(found);
        const { alert, folded } = fold(hit, known.get(hit.fingerprint) ?? null, rules.policyOf(hit.rule.id), arrivedAt);
        if (folded === 'started' || folded === 'reopened') room--;
        known.set(hit.fingerprint, alert);
        changes.set(alert.id, alert);
        if (folded !== null) events.push({ alertId: alert.id, kind: folded, by: null, detail: null });
      }
      await tables.save([...changes.values()]);
      await tables.addEvents(events, now());
      return { taken: hits.length, changed: [...changes.values()] };
    });
    this.announce(changed);
    return taken;
  }

  private async advanceDue(): Promise<number> {
    const { store, now } = this.parts;
    const due = await store.transaction(async (tables) => {
      const time = now();
      const alerts = await tables.dueAlerts(time, ALERTS_AT_ONCE);
      if (alerts.length === 0) return alerts;
      const mutes = await this.mutes(tables, time);
      const moves = alerts.map((alert) => this.move(alert, mutes, time));
      const over = alerts.filter(({ state }) => state === 'resolved');
      const told = await tables.cancelDeliveries(
        over.map(({ id }) => id),
        time,
      );
      await tables.save(alerts);
      await tables.addEvents(
        moves.flatMap(({ events }) => events),
        time,
      );
      // That it is over is said where it was said that it is there.
      const deliveries = moves
        .flatMap((move) => move.deliveries)
        .filter(({ event, alertId, channel }) => event !== 'resolved' || told.get(alertId)?.has(channel) === true);
      await tables.addDeliveries(deliveries, time);
      return alerts;
    });
    this.announce(due);
    return due.length;
  }

  private async mutes(tables: AlertTables, now: number): Promise<Mutes> {
    const { inhibitions } = this.parts.rules;
    const inhibitors = await tables.openAlertsOf([...new Set(inhibitions.map(({ by }) => by))]);
    return new Mutes(await tables.silences(now), inhibitions, inhibitors.map(alertOf));
  }

  /** Moves one alert, in place, and says what is to be told. */
  private move(
    alert: AlertRow,
    mutes: Mutes,
    now: number,
  ): { readonly events: AlertEventRow[]; readonly deliveries: NewDelivery[] } {
    const policy = this.parts.rules.policyOf(alert.ruleId);
    const muted = mutes.reasonFor(alertOf(alert), now);
    const before = alert.state;
    const { state, notify, nextAt } = advance(alert, policy, now, muted !== null);
    alert.state = state;
    alert.nextAt = nextAt;
    const events: AlertEventRow[] = [];
    const note = (kind: string, detail: string | null = null): void => {
      events.push({ alertId: alert.id, kind, by: null, detail });
    };
    if (state === 'firing' && alert.firedAt === null) {
      alert.firedAt = now;
      note('fired', muted === null ? null : `nobody is told: ${muted}`);
    }
    if (state === 'resolved' && before !== 'resolved') {
      alert.resolvedAt = now;
      note('resolved', 'no logs for a while');
    }
    if (notify === null) return { events, deliveries: [] };
    const deliveries = deliveriesOf(alert, notify, this.channelsFor(notify, policy), now);
    if (notify === 'escalation') alert.escalatedAt = now;
    if (deliveries.length > 0) note('notified', `${notify}: ${deliveries.map(({ channel }) => channel).join(', ')}`);
    return { events, deliveries };
  }

  /** Of those that are set up. That it is over is told wherever something was told before, whoever was told. */
  private channelsFor(event: AlertEvent, { channels, escalation }: AlertPolicy): ChannelName[] {
    const known = this.parts.channels;
    if (event === 'resolved') return [...known];
    return (event === 'escalation' ? (escalation?.channels ?? []) : channels).filter((channel) => known.has(channel));
  }

  private announce(alerts: readonly AlertRow[]): void {
    if (alerts.length > 0) this.parts.onChange(alerts.map(alertOf));
  }
}

/** Counts the message on the alert, and names it for each channel. */
export function deliveriesOf(
  alert: AlertRow,
  event: NewDelivery['event'],
  channels: readonly ChannelName[],
  now: number,
): NewDelivery[] {
  alert.sequence++;
  alert.notifiedAt = now;
  alert.notifiedCount = alert.count;
  alert.notifiedSeverity = alert.severity;
  const urgent = alert.category === 'Security Alert' && alert.severity >= URGENT_SEVERITY;
  return channels.map((channel) => ({ alertId: alert.id, sequence: alert.sequence, channel, event, urgent }));
}

/** Where hits go when there are too many alerts: one alert for each rule, which counts them all. */
function overflowOf(hit: AlertHit): AlertHit {
  return {
    ...hit,
    fingerprint: overflowFingerprint(hit.rule.id),
    template: 'further alerts of this rule',
    entities: {},
  };
}

function overflowFingerprint(ruleId: string): string {
  return createHash('sha256').update(`overflow\0${ruleId}`).digest('hex').slice(0, 32);
}

function fingerprintsOf(hits: readonly AlertHit[]): string[] {
  return [...new Set(hits.flatMap((hit) => [hit.fingerprint, overflowFingerprint(hit.rule.id)]))];
}
