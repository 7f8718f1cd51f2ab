import { KafkaJSProtocolError } from 'kafkajs';

const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

/** Whether the brokers have refused a request with one of these errors, by Kafka's names. */
export function isProtocolError(error: unknown, types: ReadonlySet<string>): boolean {
  return error instanceof KafkaJSProtocolError && types.has(error.type);
}

/** Whether the brokers do not take what was sent for its size. */
export function isTooLarge(error: unknown): boolean {
  return isProtocolError(error, TOO_LARGE);
}
