import type { ChannelName } from '../core/alert';

/** How many logs within how long make an alert of a rule. */
interface CountCondition {
  readonly atLeast: number;
  readonly withinMs: number;
}

/** When people are told about the alerts of a rule, and how. Times in milliseconds; the words are Alertmanager's. */
export interface AlertPolicy {
  readonly channels: readonly ChannelName[];
  /** Null when one log is enough. */
  readonly count: CountCondition | null;
  /** From the first log to the first message: what comes meanwhile is in it. */
  readonly groupWait: number;
  /** Between two messages when it has become worse. */
  readonly groupInterval: number;
  /** Between two messages when there are new logs; also how long a resolved alert is the same one when it comes back. */
  readonly dedupWindow: number;
  /** Between reminders of an alert that nobody has acknowledged. */
  readonly repeatInterval: number;
  /** Without logs for so long, it is over. */
  readonly resolveAfter: number;
  /** Null when nobody else is told. */
  readonly escalation: { readonly after: number; readonly channels: readonly ChannelName[] } | null;
}
