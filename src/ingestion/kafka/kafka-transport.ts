import { Logger } from '@nestjs/common';
import type { AppConfig } from '../../config/config';
import { BatchKafkaServer } from '../../messaging/batch-kafka.server';
import { topicNames } from '../../config/kafka-topics';
import { createKafka } from '../../messaging/kafka-client';
import type { Readiness } from '../../observability/readiness';
import { RAW_LOGS } from './raw-logs.consumer';

/** The transport that brings Kafka's records to their consumers; null when no brokers are set. */
export function createKafkaTransport({ kafka }: AppConfig, readiness: Readiness): BatchKafkaServer | null {
  if (kafka.brokers === '') return null;
  const logger = new Logger('Kafka');
  const warn = (text: string): void => {
    logger.warn(text);
  };
  const debug = (text: string): void => {
    logger.debug(text);
  };
  const transport = new BatchKafkaServer({
    kafka: createKafka(kafka, 'logsieve', { warn, debug }),
    groupId: kafka.groupId,
    topics: new Map([[RAW_LOGS, topicNames(kafka).raw]]),
    concurrency: kafka.concurrency,
    sessionMs: kafka.sessionSeconds * 1000,
    onWarn: warn,
  });
  readiness.register({ name: 'kafka', check: () => Promise.resolve().then(() => transport.checkReady()) });
  readiness.registerAlive(() => {
    transport.checkAlive();
  });
  return transport;
}
