import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../src/core/errors';
import type { KafkaBroker } from '../support/kafka/kafka-broker';
import { KafkaProxy, type Decision, type KafkaFrame } from '../support/kafka/kafka-proxy';
import { TestKafka } from '../support/kafka/test-kafka';

const TOPIC_SECONDS = 15;
/** Outlasts a broker that a case keeps away for half a minute. */
const PATIENT = { initialRetryTime: 100, maxRetryTime: 500, retries: 1_000 };

/** What all cases of a run share: a broker of their own, with a proxy in front for the servers. */
export class FaultRig {
  private constructor(
    readonly broker: KafkaBroker,
    /** The servers reach the broker through it, and the tests do not. */
    readonly proxy: KafkaProxy,
    readonly test: TestKafka,
    readonly kafka: Kafka,
  ) {}

  static async start(): Promise<FaultRig> {
    const { broker, proxy } = await KafkaProxy.withBroker();
    const kafka = new Kafka({ brokers: [broker.brokers], logLevel: logLevel.NOTHING, retry: PATIENT });
    return new FaultRig(broker, proxy, await TestKafka.connect(broker.brokers), kafka);
  }

  async stop(): Promise<void> {
    await this.test.close();
    await this.proxy.goDown();
    await this.broker.stop();
  }

  /**
   * Makes a topic and waits until all its partitions can be used. kafkajs's own waiting fails when a broker is asked
   * for a topic in the moment in which it has not heard of it yet.
   */
  async createTopic(
    topic: string,
    numPartitions: number,
    config: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: false });
      await until(`the topic ${topic}`, TOPIC_SECONDS, () =>
        admin
          .fetchTopicOffsets(topic)
          .then((offsets) => offsets.length === numPartitions || `${String(offsets.length)} partitions`, messageOf),
      );
    } finally {
      await admin.disconnect();
    }
  }

  /**
   * Holds the first message of a kind that `matches`, together with its connection, until the returned `cut` ends it.
   * Resolves when it is held.
   */
  hold(
    side: 'request' | 'response',
    api: 'Fetch' | 'OffsetCommit' | 'Produce',
    matches: (frame: KafkaFrame) => boolean,
  ): Promise<{ cut: () => void }> {
    return new Promise((resolve, reject) => {
      const arm = (): void => {
        this.proxy.intercept(side, api, inspect).catch(reject);
      };
      const inspect = (frame: KafkaFrame): Decision | Promise<Decision> => {
        if (!matches(frame)) {
          arm();
          return 'forward';
        }
        return new Promise<Decision>((decide) => {
          resolve({
            cut: () => {
              decide('cut');
            },
          });
        });
      };
      arm();
    });
  }
}

/** Asks until the answer is true. @throws Error that names what did not come, and the last answer's reason. */
export async function until(what: string, seconds: number, ask: () => Promise<true | string>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer === true) return;
    if (Date.now() > deadline) throw new Error(`${what} not within ${String(seconds)} s: ${answer}`);
    await sleep(50);
  }
}
