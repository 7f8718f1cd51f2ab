import { once } from 'node:events';
import { connect } from 'node:net';
import type { KafkaBroker } from './kafka-broker';
import { KafkaProxy, type Decision } from './kafka-proxy';
import { describeBroker, TestKafka } from './test-kafka';
import type { TopicRecord } from './topic-reader';

const values = (records: readonly TopicRecord[]): (string | undefined)[] =>
  records.map(({ value }) => value?.toString());

describeBroker('Kafka broker and proxy', () => {
  let broker: KafkaBroker;
  let proxy: KafkaProxy;
  let direct: TestKafka;
  let proxied: TestKafka;

  beforeAll(async () => {
    ({ broker, proxy } = await KafkaProxy.withBroker());
    [direct, proxied] = await Promise.all([TestKafka.connect(broker.brokers), TestKafka.connect(proxy.brokers)]);
  });

  afterAll(async () => {
    await direct.close();
    await proxied.close();
    await proxy.goDown();
    await broker.stop();
  });

  async function makeTopic(partitions = 1, configs: Record<string, string> = {}): Promise<string> {
    const topic = direct.uniqueTopic();
    await direct.createTopic(topic, partitions, configs);
    return topic;
  }

  it('keeps key, value and headers through a stop and through SIGKILL', async () => {
    const topic = await makeTopic();
    await direct.produce(topic, [
      { key: 'k', value: Buffer.from([0, 255]), headers: { 'x-event-id': '7' } },
      { value: null },
    ]);
    await broker.restart();
    await direct.produce(topic, ['after a stop']);
    await broker.kill();
    expect(() => broker.pid).toThrow('not running');
    await broker.restart();

    const records = await direct.readAll(topic);
    expect(records).toEqual([
      { partition: 0, offset: 0, key: Buffer.from('k'), value: Buffer.from([0, 255]), headers: { 'x-event-id': '7' } },
      { partition: 0, offset: 1, key: null, value: null, headers: {} },
      { partition: 0, offset: 2, key: null, value: Buffer.from('after a stop'), headers: {} },
    ]);
  }, 60_000);

  it('reads every codec, by partition, from where the log begins', async () => {
    const topic = await makeTopic(5, { 'compression.type': 'producer' });
    const codecs = ['none', 'gzip', 'snappy', 'lz4'] as const;
    for (const [partition, codec] of codecs.entries()) {
      await direct.produce(topic, [`evicted ${codec}`, `kept ${codec}`], { partition, codec });
      await direct.deleteRecordsBefore(topic, partition, 1);
    }
    expect(await direct.endOffsets(topic)).toEqual([2, 2, 2, 2, 0]);
    expect(values(await direct.readAll(topic))).toEqual(codecs.map((codec) => `kept ${codec}`));

    const zstd = await makeTopic(1, { 'compression.type': 'zstd' });
    await direct.produce(zstd, ['packed by the broker']);
    expect(values(await direct.readAll(zstd))).toEqual(['packed by the broker']);
  });

  it('knows what a group has committed, and a topic that was made anew', async () => {
    const topic = await makeTopic(2);
    expect(await direct.committed('nobody', topic)).toEqual([-1, -1]);
    await direct.produce(topic, ['a']);
    await direct.deleteTopic(topic);
    await direct.createTopic(topic);
    expect(await direct.endOffsets(topic)).toEqual([0]);
    expect(await direct.readAll(topic)).toEqual([]);
    await expect(direct.readAll(topic, { until: 1, timeoutMs: 300 })).rejects.toThrow(/^read 0 records/);
  });

  it('holds the n-th request until the hook lets it go', async () => {
    const topic = await makeTopic();
    let arrived = 0;
    const held = proxy.intercept(
      'request',
      'Produce',
      async ({ apiKey, bytes }): Promise<Decision> => {
        expect({ apiKey, named: bytes.includes(topic) }).toEqual({ apiKey: 0, named: true });
        [arrived = -1] = await direct.endOffsets(topic);
        return 'forward';
      },
      2,
    );
    await proxied.produce(topic, ['first']);
    await proxied.produce(topic, ['second']);
    await held;
    expect(arrived).toBe(1);
    expect(values(await proxied.readAll(topic, { until: 2 }))).toEqual(['first', 'second']);
  });

  it('loses an answer, which makes the client send again', async () => {
    const topic = await makeTopic();
    const cut = proxy.intercept('response', 'Produce', () => 'cut');
    await proxied.produce(topic, ['once']);
    await cut;
    expect(values(await direct.readAll(topic))).toEqual(['once', 'once']);
  });

  it('refuses while it is down and serves again', async () => {
    const topic = await makeTopic();
    await proxy.goDown();
    const [host = '', port] = proxy.brokers.split(':');
    await expect(once(connect(Number(port), host), 'connect')).rejects.toThrow('ECONNREFUSED');
    const produced = proxied.produce(topic, ['back']);
    await proxy.comeBack();
    await produced;
    expect(await direct.endOffsets(topic)).toEqual([1]);
  });

  it('does not answer while it is paused', async () => {
    const topic = await makeTopic();
    broker.pause();
    let answered = false;
    const produced = direct.produce(topic, ['late']).then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    broker.resume();
    await produced;
    expect(await direct.endOffsets(topic)).toEqual([1]);
  });
});
