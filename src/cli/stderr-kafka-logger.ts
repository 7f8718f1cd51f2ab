import type { KafkaLogger } from '../messaging/kafka-client';

/** kafkajs says the same at each try: once is enough. */
export function stderrKafkaLogger(): KafkaLogger {
  const said = new Set<string>();
  return {
    warn: (text) => {
      if (!said.has(text)) console.error(`logsieve: Kafka: ${text}`);
      said.add(text);
    },
    debug: () => undefined,
  };
}
