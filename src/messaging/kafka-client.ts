import { Kafka, logLevel, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { KafkaConfig } from '../config/kafka.config';
import { ConfigError } from '../config/load';
import { registerCodecs } from './codecs';

/** Where the client's own messages go. There is no `error`: what kafkajs calls one, it tries to heal by itself. */
export interface KafkaLogger {
  warn(text: string): void;
  debug(text: string): void;
}

/**
 * For a consumer at work: it outlasts brokers that are away for a quarter of an hour and is back within a second after
 * them; kafkajs's own default gives up after five tries and takes eight seconds more.
 */
export const PATIENT: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 1_000 };
/** For everything else: who calls tries again itself, and can stop doing so. */
const BRIEF: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 };
/** kafkajs waits one second by default, which a TLS handshake over a long line may need. */
const CONNECT_MS = 3_000;

/**
 * A Kafka client of these settings. Connects only when it is used.
 * @throws ConfigError when the brokers or the login are no use
 */
export function createKafka(
  config: KafkaConfig,
  clientId: string,
  logger: KafkaLogger,
  retry: RetryOptions = BRIEF,
): Kafka {
  registerCodecs();
  const sasl = saslOf(config);
  return new Kafka({
    clientId,
    brokers: brokersOf(config.brokers),
    ssl: config.tls,
    ...(sasl === null ? {} : { sasl }),
    connectionTimeout: CONNECT_MS,
    retry,
    // One level more would format every request and answer.
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      if (entry.level <= logLevel.WARN) logger.warn(textOf(entry));
      else logger.debug(textOf(entry));
    },
  });
}

function brokersOf(list: string): string[] {
  const brokers = list.split(/[\s,]+/).filter((part) => part !== '');
  // Named by their place only: whoever puts a password there must not find it in a log.
  const wrong = brokers.flatMap((broker, i) => (isHostAndPort(broker) ? [] : [i + 1]));
  if (brokers.length === 0) throw new ConfigError(['KAFKA_BROKERS: names no broker']);
  if (wrong.length > 0) {
    throw new ConfigError(
      wrong.map((i) => `KAFKA_BROKERS: broker ${String(i)} is not host:port, such as 10.0.0.1:9092`),
    );
  }
  return brokers;
}

function isHostAndPort(text: string): boolean {
  const port = /^[a-z0-9._-]+:(\d{1,5})$/i.exec(text)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

function saslOf({ saslMechanism, saslUsername, saslPassword }: KafkaConfig): SASLOptions | null {
  if (saslMechanism === 'none') return null;
  const missing = [
    ...(saslUsername === '' ? ['KAFKA_SASL_USERNAME'] : []),
    ...(saslPassword === '' ? ['KAFKA_SASL_PASSWORD'] : []),
  ];
  if (missing.length > 0) {
    throw new ConfigError(missing.map((name) => `${name}: must be set, because KAFKA_SASL_MECHANISM is`));
  }
  const login = { username: saslUsername, password: saslPassword };
  // One object for each word: the type ties a mechanism to the form of its login.
  switch (saslMechanism) {
    case 'plain':
      return { mechanism: 'plain', ...login };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', ...login };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', ...login };
  }
}

/** Only the fields that say what happened to whom: others hold whole requests. */
function textOf({ namespace, log }: LogEntry): string {
  const { message, broker, error } = log as { message: string; broker?: unknown; error?: unknown };
  const detail = [error, broker].filter((part) => typeof part === 'string' && !message.includes(part));
  // The root logger has no namespace, whatever the type says.
  return [namespace, message, ...detail].filter(Boolean).join(': ');
}
