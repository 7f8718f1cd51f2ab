import type { Alert, AlertEvent, AlertMessage } from '../core/alert';
import { plainBlock, plainLine } from './plain-text';

/** UTF-16 code units of what people are shown of one text of an alert. */
const LENGTHS = { name: 80, value: 120, template: 240, suggestion: 500, sample: 600, sampleLines: 12 } as const;
const ENTITIES = 5;

/** An alert as all channels tell it: plain texts, cut, without secrets, still to be escaped for the place they go to. */
export interface AlertView {
  /** What has happened, in a word or two. */
  readonly state: string;
  /** Category and source. */
  readonly title: string;
  /** The kind of line it is about. */
  readonly template: string;
  /** Names and values, most important first. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly suggestion: string | null;
  readonly samples: readonly { readonly time: string; readonly text: string }[];
  /** Tells messages about the same trouble apart, and belongs to each of them only once. */
  readonly reference: string;
}

const STATES: Readonly<Record<AlertEvent, string>> = {
  firing: 'Firing',
  repeat: 'Still firing',
  escalation: 'Not acknowledged',
  resolved: 'Resolved',
  test: 'Test',
};

export function alertView({ event, alert, sequence }: AlertMessage): AlertView {
  return {
    state: STATES[event],
    title: titleOf(alert),
    template: plainLine(alert.template, LENGTHS.template),
    facts: factsOf(alert),
    suggestion: alert.suggestion === null ? null : plainLine(alert.suggestion, LENGTHS.suggestion),
    samples: alert.samples.map(({ timestamp, message }) => ({
      time: timeOf(timestamp),
      text: plainBlock(message, LENGTHS.sample, LENGTHS.sampleLines),
    })),
    reference: `${alert.fingerprint} #${String(sequence)}`,
  };
}

export function titleOf({ category, source }: Alert): string {
  return `${plainLine(category, LENGTHS.name)} in ${plainLine(source, LENGTHS.name)}`;
}

/** To the second; the clock is that of the logs, in UTC. */
export function timeOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** With commas between thousands. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function factsOf(alert: Alert): [string, string][] {
  const facts: [string, string][] = [
    ['Severity', `${String(alert.severity)} of 10`],
    ['Triage', alert.triage.replace('_', ' ')],
    ['Logs', alert.count.toLocaleString('en-US')],
    ['First seen', timeOf(alert.firstSeen)],
    ['Last seen', timeOf(alert.lastSeen)],
    ['Rule', plainLine(alert.rule.name, LENGTHS.name)],
  ];
  for (const [name, value] of Object.entries(alert.entities).slice(0, ENTITIES)) {
    facts.push([plainLine(name, LENGTHS.name), plainLine(value, LENGTHS.value)]);
  }
  if (alert.threats.length > 0) facts.push(['Threats', plainLine(alert.threats.join(', '), LENGTHS.value)]);
  if (alert.acknowledgedBy !== null) facts.push(['Acknowledged by', plainLine(alert.acknowledgedBy, LENGTHS.name)]);
  return facts;
}
