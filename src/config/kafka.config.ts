import { setting, type SliceValues } from './setting';
import { bool, bytes, int, oneOf, text } from './schemas';

const MIB = 1024 * 1024;

export const kafkaSlice = {
  brokers: setting({
    env: 'KAFKA_BROKERS',
    doc: 'Kafka brokers, e.g. 10.0.0.1:9092,10.0.0.2:9092; empty leaves Kafka out.',
    schema: text(),
    default: '',
  }),
  topicPrefix: setting({
    env: 'KAFKA_TOPIC_PREFIX',
    doc: 'Put in front of the name of every topic.',
    schema: text(),
    default: '',
  }),
  rawTopic: setting({
    env: 'KAFKA_RAW_TOPIC',
    doc: 'Topic to read logs from; its dead letters go to the topic of this name with .dlq behind it.',
    schema: text().min(1, 'must not be empty'),
    default: 'raw-logs',
  }),
  classifiedTopic: setting({
    env: 'KAFKA_CLASSIFIED_TOPIC',
    doc: 'Topic to write classified logs to.',
    schema: text().min(1, 'must not be empty'),
    default: 'classified-logs',
  }),
  publish: setting({
    env: 'KAFKA_PUBLISH',
    doc: 'Which stored logs go to the classified topic: all, important (triage is not normal, or severity 4 and more) or off.',
    schema: oneOf(['all', 'important', 'off']),
    default: 'all',
  }),
  compression: setting({
    env: 'KAFKA_COMPRESSION',
    doc: 'Compression of what is written; reading takes every codec.',
    schema: oneOf(['none', 'gzip', 'snappy', 'lz4']),
    default: 'lz4',
  }),
  groupId: setting({
    env: 'KAFKA_GROUP_ID',
    doc: 'Consumer group; servers of one group share the partitions.',
    schema: text().min(1, 'must not be empty'),
    default: 'logsieve',
  }),
  concurrency: setting({
    env: 'KAFKA_CONCURRENCY',
    doc: 'Partitions worked on at once.',
    schema: int(1, 64),
    default: 2,
  }),
  joinLines: setting({
    env: 'KAFKA_JOIN_LINES',
    doc: 'Whether lines of a stack trace that come as records of their own are joined to one log.',
    schema: bool(),
    default: true,
  }),
  maxRecordBytes: setting({
    env: 'KAFKA_MAX_RECORD',
    doc: 'Largest record; a larger one becomes a dead letter.',
    schema: bytes(),
    default: 10 * MIB,
  }),
  sessionSeconds: setting({
    env: 'KAFKA_SESSION_SECONDS',
    doc: 'A server that is silent for so long loses its partitions to the others of its group.',
    schema: int(6, 1800),
    default: 45,
  }),
  tls: setting({
    env: 'KAFKA_TLS',
    doc: 'Whether to speak TLS with the brokers.',
    schema: bool(),
    default: false,
  }),
  saslMechanism: setting({
    env: 'KAFKA_SASL_MECHANISM',
    doc: 'How to log in to the brokers.',
    schema: oneOf(['none', 'plain', 'scram-sha-256', 'scram-sha-512']),
    default: 'none',
  }),
  saslUsername: setting({
    env: 'KAFKA_SASL_USERNAME',
    doc: 'User name for the brokers.',
    schema: text(),
    default: '',
  }),
  saslPassword: setting({
    env: 'KAFKA_SASL_PASSWORD',
    doc: 'Password for the brokers.',
    schema: text(),
    default: '',
    secret: true,
  }),
};

export type KafkaConfig = SliceValues<typeof kafkaSlice>;
