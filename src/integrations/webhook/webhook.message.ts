import type { Alert, AlertLinks, Message } from '../../core/alert';
import type { JsonValue } from '../../core/json';
import { alertView, titleOf } from '../alert-view';
import { plainBlock, plainLine } from '../plain-text';

const VALUE_LENGTH = 200;
const TEXT_LENGTH = 600;
const SAMPLE_LINES = 12;
/** What Alertmanager sends for an alert that goes on. */
const NOT_ENDED = '0001-01-01T00:00:00Z';

interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** Version 4 of what Alertmanager sends to a webhook receiver, and what only we know under `logsieve`. */
export interface WebhookMessage {
  readonly version: '4';
  readonly groupKey: string;
  readonly truncatedAlerts: number;
  readonly status: 'firing' | 'resolved';
  readonly receiver: 'logsieve';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  /** Origin of the server; empty when it does not know it. */
  readonly externalURL: string;
  readonly alerts: readonly WebhookAlert[];
  readonly logsieve: JsonValue;
}

export function webhookMessage(message: Message): WebhookMessage {
  const { links, id } = message;
  if (message.kind === 'digest') {
    const { reason, from, to, alerts, logs, byCategory, top } = message;
    const counts = Object.entries(byCategory).map(([name, count]) => [plainLine(name, VALUE_LENGTH), count]);
    const digest = {
      reason: plainLine(reason, VALUE_LENGTH),
      from: iso(from),
      to: iso(to),
      alerts,
      logs,
      byCategory: Object.fromEntries(counts) as Record<string, number>,
    };
    return {
      ...groupOf(`digest:${id}`, 'firing', {}, {}, links),
      truncatedAlerts: alerts - top.length,
      alerts: top.map((alert) => alertOf(alert, alert.state === 'resolved', null)),
      logsieve: { deliveryId: id, event: 'digest', digest },
    };
  }
  const { alert, event, sequence } = message;
  const shown = alertOf(alert, event === 'resolved', links.alert);
  return {
    ...groupOf(alert.fingerprint, shown.status, shown.labels, shown.annotations, links),
    truncatedAlerts: 0,
    alerts: [shown],
    logsieve: {
      deliveryId: id,
      event,
      sequence,
      summary: alertView(message).state,
      alertId: alert.id,
      state: alert.state,
      severity: alert.severity,
      triage: alert.triage,
      count: alert.count,
      lastSeen: iso(alert.lastSeen),
      templateId: alert.templateId,
      threats: alert.threats.map((threat) => plainLine(threat, VALUE_LENGTH)),
      acknowledgedBy: alert.acknowledgedBy === null ? null : plainLine(alert.acknowledgedBy, VALUE_LENGTH),
      samples: alert.samples.map(({ logId, timestamp, message: text }) => ({
        logId,
        timestamp: iso(timestamp),
        message: plainBlock(text, TEXT_LENGTH, SAMPLE_LINES),
      })),
      links: { alert: links.alert, log: links.log },
    },
  };
}

function groupOf(
  groupKey: string,
  status: WebhookMessage['status'],
  labels: WebhookAlert['labels'],
  annotations: WebhookAlert['annotations'],
  links: AlertLinks,
): Omit<WebhookMessage, 'alerts' | 'truncatedAlerts' | 'logsieve'> {
  const url = links.alert ?? links.log;
  return {
    version: '4',
    groupKey,
    status,
    receiver: 'logsieve',
    groupLabels: labels['alertname'] === undefined ? {} : { alertname: labels['alertname'] },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: url === null ? '' : new URL(url).origin,
  };
}

function alertOf(alert: Alert, resolved: boolean, url: string | null): WebhookAlert {
  const labels: Record<string, string> = {
    alertname: plainLine(alert.rule.name, VALUE_LENGTH),
    rule: alert.rule.id,
    category: plainLine(alert.category, VALUE_LENGTH),
    severity: String(alert.severity),
    triage: alert.triage,
    source: plainLine(alert.source, VALUE_LENGTH),
  };
  for (const [name, value] of Object.entries(alert.entities)) {
    // Prometheus has narrow rules for the names of labels.
    labels[`entity_${name.replace(/\W/g, '_')}`] = plainLine(value, VALUE_LENGTH);
  }
  return {
    status: resolved ? 'resolved' : 'firing',
    labels,
    annotations: {
      summary: titleOf(alert),
      description: plainLine(alert.template, TEXT_LENGTH),
      ...(alert.suggestion === null ? {} : { suggestion: plainLine(alert.suggestion, TEXT_LENGTH) }),
    },
    startsAt: iso(alert.firstSeen),
    endsAt: resolved ? iso(alert.lastSeen) : NOT_ENDED,
    generatorURL: url ?? '',
    fingerprint: alert.fingerprint,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
