import type { ClassifiedLogJson } from '../../src/core/log';
import { logsieve } from '../support/process';
import { describeKafka, kafkaForTests, type TestKafka } from '../support/kafka/test-kafka';
import { LiveSocket } from '../support/live-socket';
import { eventually, requestJson, startTestServer, type TestServer } from '../support/server';

const NGINX = '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462';

describeKafka('a server with Kafka', () => {
  let kafka: TestKafka;
  let server: TestServer | null = null;
  let prefix: string;
  let topics: { raw: string; classified: string; deadLetters: string };

  beforeAll(async () => {
    kafka = await kafkaForTests();
  });

  afterAll(() => kafka.close());

  beforeEach(async () => {
    prefix = `${kafka.uniqueTopic()}-`;
    topics = { raw: `${prefix}raw-logs`, classified: `${prefix}classified-logs`, deadLetters: `${prefix}raw-logs.dlq` };
    await kafka.createTopic(topics.raw, 2);
    await kafka.createTopic(topics.classified, 2);
    await kafka.createTopic(topics.deadLetters);
  });

  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    server = await startTestServer({
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP_ID: prefix,
      BERT_ENABLED: 'false',
      ...settings,
    });
    return server;
  }

  async function rows({ db }: TestServer, count: number): Promise<void> {
    await eventually(
      () => db.count('logs'),
      (found) => found >= count,
    );
    expect(await db.count('logs')).toBe(count);
  }

  it('stores, streams and publishes what comes in', async () => {
    const running = await start();
    const socket = await LiveSocket.open(running.url, '?minSeverity=7');
    await kafka.produce(topics.raw, [
      { value: NGINX, headers: { source: 'nginx' } },
      JSON.stringify({ message: 'User 1 logged in.', service: 'shop', user: 1 }),
      'just a line',
    ]);
    await rows(running, 3);
    const published = await kafka.readAll(topics.classified, { until: 3 });
    const logs = published.map(({ value }) => JSON.parse(String(value)) as ClassifiedLogJson);
    expect(logs.map(({ message, source }) => [message, source]).sort()).toEqual([
      ['GET /admin returned 403', 'nginx'],
      ['User 1 logged in.', 'shop'],
      ['just a line', 'unknown'],
    ]);
    for (const [i, log] of logs.entries()) {
      expect(String(published[i]?.headers['x-event-id'])).toBe(log.id);
      // The same JSON everywhere.
      expect((await requestJson(`${running.url}/classify/${log.id}`)).body).toEqual(log);
    }
    await socket.until(() => socket.frames.some(({ type }) => type === 'logs'));
    expect(socket.frames.find(({ type }) => type === 'logs')).toMatchObject({
      logs: [{ message: 'GET /admin returned 403', category: 'Security Alert' }],
    });
    socket.socket.close();
    expect((await kafka.committed(prefix, topics.raw)).filter((offset) => offset >= 0)).not.toEqual([]);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/^kafka_consumer_lag\{topic="[^"]+",partition="\d"\} 0$/m);
    expect(metrics).toMatch(/^logs_processed_total 3$/m);
  });

  it('publishes what comes in by HTTP too, and only what is important when told so', async () => {
    const running = await start({ KAFKA_PUBLISH: 'important' });
    for (const message of ['GET /health returned 200', NGINX, 'User 1 logged in.']) {
      await fetch(`${running.url}/classify/batch`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: message,
      });
    }
    await eventually(
      () => running.db.count('outbox'),
      (left) => left === 0,
    );
    const published = await kafka.readAll(topics.classified);
    expect(published.map(({ value }) => (JSON.parse(String(value)) as ClassifiedLogJson).message)).toEqual([
      'GET /admin returned 403',
    ]);
  });

  it('joins the lines of a stack trace that come one by one, also from batch to batch', async () => {
    const running = await start();
    const trace = ['java.io.IOException: late', '\tat shop.Pay.charge(Pay.java:7)', '\tat shop.Main.main(Main.java:3)'];
    const failed = (n: number): string => `2026-01-02 03:04:0${String(n)} ERROR charge ${String(n)} failed`;
    const send = (lines: readonly string[]): Promise<void> => kafka.produce(topics.raw, lines, { partition: 0 });
    // Nothing but a failure: it waits for more, which does not come.
    await send([failed(1)]);
    await rows(running, 1);
    await send([failed(2), ...trace.slice(0, 2)]);
    await send([...trace.slice(2), failed(3)]);
    await send([...trace, '2026-01-02 03:04:06 INFO order 7 accepted']);
    await rows(running, 4);
    const { body } = await requestJson(`${running.url}/logs`);
    const raws = (body as { logs: ClassifiedLogJson[] }).logs.map(({ raw }) => raw).sort();
    expect(raws).toEqual([
      failed(1),
      [failed(2), ...trace].join('\n'),
      [failed(3), ...trace].join('\n'),
      '2026-01-02 03:04:06 INFO order 7 accepted',
    ]);
    expect(await running.db.count('dead_letters')).toBe(0);
    await eventually(
      () => kafka.committed(prefix, topics.raw),
      ([committed]) => committed === 10,
    );
  });

  it('mirrors dead letters unchanged and with their reason, and sends them back on request', async () => {
    const running = await start();
    const value = Buffer.from('{"message":7}');
    const key = Buffer.from([0, 255]);
    await kafka.produce(topics.raw, ['first', { key, value, headers: { trace: 'abc' } }, 'last'], { partition: 1 });
    await rows(running, 2);
    const [mirrored] = await kafka.readAll(topics.deadLetters, { until: 1 });
    expect(mirrored).toMatchObject({ key, value });
    expect(mirrored?.headers).toEqual({
      trace: 'abc',
      'x-event-id': expect.any(String) as string,
      'x-original-topic': topics.raw,
      'x-original-partition': '1',
      'x-original-offset': '1',
      'x-original-timestamp': expect.stringMatching(/^\d{13}$/) as string,
      'x-error-stage': 'decode',
      'x-error-code': 'wrong_type',
      'x-error-detail': '"message" must be a text, not a number',
      'x-app-version': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });

    const env = { DATABASE_URL: running.db.url, KAFKA_BROKERS: kafka.brokers };
    const dry = await logsieve(['replay-dlq', '--dry-run'], { env });
    expect(dry).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/1 from decode: wrong_type\nnothing/) as string,
    });
    const other = await logsieve(['replay-dlq', '--stage', 'store'], { env });
    expect(other.stderr).toContain('0 dead letters were sent back');
    const sent = await logsieve(['replay-dlq', '--since', '2026-01-01T00:00:00Z'], { env });
    expect(sent.stderr).toContain('1 dead letters were sent back');
    await eventually(
      () => running.db.count('dead_letters'),
      (count) => count === 2,
    );
    const raw = await kafka.readAll(topics.raw, { until: 4 });
    const again = raw.find(({ offset, value: text }) => offset !== 1 && String(text) === '{"message":7}');
    expect(again).toMatchObject({ key, value, headers: { trace: 'abc' } });
    expect((await logsieve(['replay-dlq', '--since', 'soon'], { env })).code).toBe(2);
  });

  it('counts exactly what the store policy does not keep', async () => {
    const running = await start({ STORE_POLICY: 'important' });
    const routine = Array.from({ length: 40 }, (_, i) => ({
      value: `GET /item/${String(i)} returned 200`,
      headers: { source: i % 4 === 0 ? 'a' : 'b' },
    }));
    await kafka.produce(topics.raw, [...routine, NGINX]);
    await rows(running, 1);
    await eventually(
      () => running.db.count('checkpoints'),
      (count) => count > 0,
    );
    const counts = await eventually(
      () =>
        running.db.dataSource.query<{ count: number }[]>(
          'SELECT source, category, sum(count)::int AS count FROM unkept_logs GROUP BY 1, 2 ORDER BY 1',
        ),
      // Each partition is a transaction of its own.
      (found) => found.reduce((sum, { count }) => sum + count, 0) === routine.length,
    );
    expect(counts).toEqual([
      { source: 'a', category: 'HTTP Status', count: 10 },
      { source: 'b', category: 'HTTP Status', count: 30 },
    ]);
    expect(await kafka.readAll(topics.classified, { until: 1 })).toHaveLength(1);
  });

  it('goes on where it was after a restart, also when nothing was committed to Kafka', async () => {
    const first = await startTestServer({
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP_ID: prefix,
      BERT_ENABLED: 'false',
    });
    await kafka.produce(topics.raw, ['one', 'two', 'three'], { partition: 0 });
    await rows(first, 3);
    // A second server on the same database that has never committed anything: everything comes again.
    const second = await start({ DATABASE_URL: first.db.url, KAFKA_GROUP_ID: `${prefix}other` });
    await kafka.produce(topics.raw, ['four'], { partition: 0 });
    await eventually(
      async () => (await fetch(`${second.url}/metrics`)).text(),
      (text) => /^logsieve_kafka_replayed_total [34]$/m.test(text),
    );
    await rows(first, 4);
    await second.stop();
    server = null;
    await first.stop();
  });

  it('comes up without brokers, says that it is not ready, and is alive', async () => {
    const running = await start({ KAFKA_BROKERS: '127.0.0.1:1' });
    expect((await requestJson(`${running.url}/healthz`)).status).toBe(200);
    const { status, body } = await requestJson<{ checks: { kafka: object } }>(`${running.url}/health`);
    expect(status).toBe(503);
    expect(body.checks.kafka).toMatchObject({ ok: false });
    const answer = await requestJson(`${running.url}/logs?limit=1`);
    expect(answer.status).toBe(200);
  });
});
