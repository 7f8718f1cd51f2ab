import type { JsonValue } from './json';
import type { Triage } from './verdict';

export const CHANNELS = ['email', 'teams', 'slack', 'jira', 'webhook'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/**
 * `pending`: seen, but not (often or long) enough to tell anybody; `firing`: people are told; `acknowledged`: somebody
 * works on it; `resolved`: it has stopped, or somebody says so.
 */
export const ALERT_STATES = ['pending', 'firing', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** A log that shows what an alert is about, cut and redacted. */
export interface AlertSample {
  /** Null once retention has dropped the log. */
  readonly logId: string | null;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** One group of logs that one rule has found, as people and programs are told about it. */
export interface Alert {
  /** UUIDv7. */
  readonly id: string;
  /** 32 hexadecimal digits: the same for the same kind of trouble, whatever the line says word by word. */
  readonly fingerprint: string;
  readonly rule: { readonly id: string; readonly name: string };
  readonly state: AlertState;
  readonly category: string;
  /** The worst so far, 1–10. */
  readonly severity: number;
  readonly triage: Triage;
  readonly source: string;
  readonly template: string;
  readonly templateId: string;
  /** What besides sets the group apart, by the name of the field: `{ "fields.clientIp": "192.0.2.7" }`. */
  readonly entities: Readonly<Record<string, string>>;
  readonly threats: readonly string[];
  readonly suggestion: string | null;
  /** Logs of the group since it began. */
  readonly count: number;
  /** Epoch milliseconds, by the clock of the logs. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The first ones, at most three. */
  readonly samples: readonly AlertSample[];
  readonly acknowledgedBy: string | null;
}

/** What a message says happened. */
export type AlertEvent =
  /** The alert fires for the first time. */
  | 'firing'
  /** It goes on: new logs after a while, or a reminder. */
  | 'repeat'
  /** Nobody has acknowledged it in time. */
  | 'escalation'
  | 'resolved'
  /** Somebody tries the channel out. */
  | 'test';

/** Where a message leads; null when the server does not know its own address (PUBLIC_URL). */
export interface AlertLinks {
  readonly alert: string | null;
  readonly log: string | null;
}

/** A message about one alert. */
export interface AlertMessage {
  readonly kind: 'alert';
  /** UUID of this delivery: receivers recognise a repeated call by it. */
  readonly id: string;
  /** 1 for the first message about the alert on this channel. */
  readonly sequence: number;
  readonly event: AlertEvent;
  readonly alert: Alert;
  readonly links: AlertLinks;
}

/** One message in place of many: in a storm, or after an outage. */
export interface DigestMessage {
  readonly kind: 'digest';
  readonly id: string;
  /** Why there is one, in words for a person. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly alerts: number;
  readonly logs: number;
  readonly byCategory: Readonly<Record<string, number>>;
  /** The worst and most frequent ones, at most ten. */
  readonly top: readonly Alert[];
  readonly links: AlertLinks;
}

export type Message = AlertMessage | DigestMessage;

/** What a channel has to remember of an alert for the messages that follow: a thread, an issue key, a Message-ID. */
export type ChannelMemory = JsonValue;

/**
 * What became of one call:
 * - `delivered`: the service has it;
 * - `retry`: it certainly has it not, and the same again may work, not before `afterMs` when the service says so;
 * - `ambiguous`: it may have it or not, because the answer was lost;
 * - `dead`: the same again will never work.
 */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly externalId: string | null; readonly memory: ChannelMemory }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number | null }
  | { readonly kind: 'ambiguous'; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string };

/** A way to tell people. */
export interface Channel {
  readonly name: ChannelName;
  /** Host it talks to; breakers are kept by it. Never with a path or query, which may be secret. */
  readonly target: string;
  /**
   * One call; never repeats by itself and never throws.
   * @param memory what the last delivered message about the alert has left; null for the first
   * @param after `ambiguous` when the call before may have happened: look before doing it again where one can
   */
  send(message: Message, memory: ChannelMemory, after: 'nothing' | 'ambiguous'): Promise<DeliveryOutcome>;
  close(): Promise<void>;
}

/** The JSON form of {@link Alert} in REST and on the WebSocket; times are ISO 8601. */
export interface AlertJson extends Omit<Alert, 'firstSeen' | 'lastSeen' | 'samples'> {
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly samples: readonly (Omit<AlertSample, 'timestamp'> & { readonly timestamp: string })[];
}

export function alertJson({ firstSeen, lastSeen, samples, ...alert }: Alert): AlertJson {
  return {
    ...alert,
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    samples: samples.map(({ timestamp, ...sample }) => ({ ...sample, timestamp: new Date(timestamp).toISOString() })),
  };
}
