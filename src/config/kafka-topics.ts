import type { KafkaConfig } from './kafka.config';

/** Full names of the topics. */
export interface KafkaTopics {
  readonly raw: string;
  readonly classified: string;
  /** Where records go that could not be kept. */
  readonly deadLetters: string;
}

export function topicNames({ topicPrefix, rawTopic, classifiedTopic }: KafkaConfig): KafkaTopics {
  return {
    raw: `${topicPrefix}${rawTopic}`,
    classified: `${topicPrefix}${classifiedTopic}`,
    deadLetters: `${topicPrefix}${rawTopic}.dlq`,
  };
}
