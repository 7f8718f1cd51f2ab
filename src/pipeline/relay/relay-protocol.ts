import type { KafkaConfig } from '../../config/kafka.config';

/** What the relay thread needs to know. */
export interface RelayData {
  readonly databaseUrl: string;
  readonly kafka: KafkaConfig;
  /** Version of this program, for dead letters. */
  readonly version: string;
}

/** The only thing that the relay is told: send what is there until `deadline` (epoch milliseconds), and end. */
export interface ToRelay {
  readonly kind: 'stop';
  readonly deadline: number;
}

export type FromRelay =
  | { readonly kind: 'published'; readonly topic: string; readonly records: number }
  /** The first failure of a row of failures, or that it is over (`detail` null). */
  | { readonly kind: 'failing'; readonly detail: string | null }
  | { readonly kind: 'failed' }
  | { readonly kind: 'too-large'; readonly topic: string; readonly eventId: string }
  | { readonly kind: 'warning'; readonly detail: string }
  | { readonly kind: 'age'; readonly seconds: number };
