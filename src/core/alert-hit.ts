import type { AlertSample } from './alert';
import type { Triage } from './verdict';

/** The logs of one batch that one rule has found and that belong to one alert. */
export interface AlertHit {
  /** See {@link Alert.fingerprint}. */
  readonly fingerprint: string;
  readonly rule: { readonly id: string; readonly name: string };
  readonly category: string;
  readonly source: string;
  readonly template: string;
  readonly templateId: string;
  readonly entities: Readonly<Record<string, string>>;
  /** The worst of the logs. */
  readonly severity: number;
  readonly triage: Triage;
  readonly threats: readonly string[];
  /** Nobody but an LLM says so, of any of the logs. */
  readonly llmOnly: boolean;
  readonly suggestion: string | null;
  /**
   * True when template, suggestion and samples are left out, because a hit with them is stored already: in a storm they
   * would be most of what is written.
   */
  readonly brief: boolean;
  readonly count: number;
  /** Epoch milliseconds, by the clock of the logs. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The first ones, at most three. */
  readonly samples: readonly AlertSample[];
  /** Logs by the minute they say they happened in (epoch milliseconds), for rules that count; else empty. */
  readonly perMinute: readonly (readonly [minute: number, count: number])[];
}
