import { Kafka, logLevel, type Admin } from 'kafkajs';
import { registerTopicIds, topicIdOf } from '../../src/messaging/topic-ids';
import { describeKafka, kafkaForTests, type TestKafka } from '../support/kafka/test-kafka';

describeKafka('ids of topics', () => {
  let kafka: TestKafka;
  let admin: Admin;

  beforeAll(async () => {
    kafka = await kafkaForTests();
    admin = new Kafka({ brokers: kafka.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });

  afterAll(async () => {
    await admin.disconnect();
    await kafka.close();
  });

  it('tell a topic from another one that has its name', async () => {
    const topic = kafka.uniqueTopic();
    await kafka.createTopic(topic, 3);
    const stock = await admin.fetchTopicMetadata({ topics: [topic] });
    registerTopicIds();

    const id = await topicIdOf(admin, topic);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics).toEqual([
      {
        name: topic,
        // All that kafkajs reads itself, and what only the newer version says.
        partitions: stock.topics[0]?.partitions.map((partition) => ({
          ...partition,
          leaderEpoch: expect.any(Number) as number,
          topicId: id,
        })),
      },
    ]);
    expect((await admin.fetchTopicMetadata()).topics.map(({ name }) => name)).toContain(topic);
    const [broker] = (await admin.describeCluster()).brokers;
    expect(`${String(broker?.host)}:${String(broker?.port)}`).toBe(kafka.brokers);

    await kafka.deleteTopic(topic);
    await kafka.createTopic(topic, 3);
    expect(await topicIdOf(admin, topic)).not.toBe(id);
  });

  it('are asked of topics that are there', async () => {
    registerTopicIds();
    await expect(topicIdOf(admin, kafka.uniqueTopic())).rejects.toThrow(/does not host this topic-partition/);
  });
});
