import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { KafkaConfig } from '../../src/config/kafka.config';
import { loadConfig } from '../../src/config/load';
import { compiledFile, projectRoot } from '../../src/core/project';
import { LineProducer, type LineBatch, type LineProducerOptions } from '../../src/messaging/line-producer';
import { KafkaProxy } from '../support/kafka/kafka-proxy';
import { describeBroker, describeKafka, kafkaForTests, TestKafka } from '../support/kafka/test-kafka';
import { logsieve, type Finished } from '../support/process';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-produce-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `line ${String(from + i)}`);
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

interface Summary {
  readonly lines: number;
  readonly bytes: number;
  readonly notSent: number;
  readonly offset: number;
  readonly complete: boolean;
  readonly unconfirmed?: number;
  readonly reason?: string;
}

function summaryOf({ stdout }: Pick<Finished, 'stdout'>): Summary {
  return JSON.parse(stdout) as Summary;
}

const { kafka: defaults } = loadConfig({ file: '/nonexistent.yaml', create: false, env: {}, flags: {} });

/** A producer in this process, for what needs no command line. */
async function openProducer(
  settings: Partial<KafkaConfig>,
  options: Partial<LineProducerOptions> & { topic: string },
): Promise<LineProducer> {
  const quiet = { warn: () => undefined, debug: () => undefined };
  const config = { ...defaults, ...settings };
  return await LineProducer.open(config, { linesPerSecond: null, giveUpMs: 20_000, ...options }, 0, quiet);
}

async function deliver(producer: LineProducer, lines: readonly string[]): Promise<void> {
  async function* batches(): AsyncGenerator<LineBatch> {
    for (let start = 0; start < lines.length; start += 100) {
      const part = lines.slice(start, start + 100).map((line) => Buffer.from(line));
      yield await Promise.resolve({ lines: part, source: null, end: start + part.length, overlong: 0 });
    }
  }
  await producer.deliver(batches(), new AbortController().signal, () => undefined);
}

/** All values of a topic, sorted, because lines are spread over its partitions. */
async function values(kafka: TestKafka, topic: string): Promise<string[]> {
  return (await kafka.readAll(topic)).map(({ value }) => value?.toString() ?? '').sort();
}

describeKafka('logsieve produce', () => {
  let kafka: TestKafka;
  let topic: string;

  beforeAll(async () => {
    kafka = await kafkaForTests();
  });

  afterAll(() => kafka.close());

  beforeEach(async () => {
    topic = kafka.uniqueTopic();
    await kafka.createTopic(topic, 3);
  });

  async function produce(args: readonly string[], input?: string): Promise<Finished> {
    return await logsieve(['produce', '--topic', topic, ...args], {
      env: { KAFKA_BROKERS: kafka.brokers },
      ...(input === undefined ? {} : { input }),
    });
  }

  it('sends each line as it is, under its source, with no key, over all partitions', async () => {
    const lines = [...numbered(0, 3_500), 'größer', '  indented'];
    const { code, stdout, stderr } = await produce([file('web.log', `${lines.join('\r\n')}\n\n \n`)]);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(new RegExp(`^3502 lines \\(\\d+ bytes\\) acknowledged for ${topic} in`, 'm'));
    const records = await kafka.readAll(topic);
    expect(records.map(({ value }) => value?.toString()).sort()).toEqual([...lines].sort());
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(3);
    expect(records.every(({ key, headers }) => key === null && headers['source'] === 'web')).toBe(true);
  });

  it('reads folders, packed files and standard input', async () => {
    const parts = join(folder, 'parts');
    mkdirSync(parts);
    writeFileSync(join(parts, 'a.log.gz'), gzipSync('one\n'));
    writeFileSync(join(parts, 'b.log'), 'two');
    expect(summaryOf(await produce([parts, '--json']))).toMatchObject({
      lines: 2,
      bytes: 6,
      offset: 7,
      complete: true,
    });
    expect(summaryOf(await produce(['-', '--json'], 'three\n'))).toMatchObject({ lines: 1 });
    expect(summaryOf(await produce(['-', '--json', '--source', 'pipe'], 'four\n'))).toMatchObject({ lines: 1 });
    const records = await kafka.readAll(topic);
    expect(Object.fromEntries(records.map(({ value, headers }) => [String(value), headers['source']]))).toEqual({
      one: 'a',
      two: 'b',
      three: undefined,
      four: 'pipe',
    });
  });

  it.each(['none', 'gzip', 'snappy', 'lz4'] as const)('packs with %s', async (compression) => {
    const lines = numbered(0, 500);
    const producer = await openProducer({ brokers: kafka.brokers, compression }, { topic });
    await deliver(producer, lines);
    await producer.close();
    expect(await values(kafka, topic)).toEqual([...lines].sort());
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('is read when the broker has packed with %s', async (codec) => {
    const packed = kafka.uniqueTopic();
    await kafka.createTopic(packed, 1, { 'compression.type': codec });
    const lines = numbered(0, 500);
    const producer = await openProducer({ brokers: kafka.brokers, compression: 'none' }, { topic: packed });
    await deliver(producer, lines);
    await producer.close();
    expect(await values(kafka, packed)).toEqual([...lines].sort());
  });

  it('goes on after a signal where it stopped: no line is lost, none comes twice', async () => {
    const lines = numbered(0, 20_000);
    const path = file('long.log', text(lines));
    const args = ['produce', path, '--topic', topic, '--brokers', kafka.brokers, '--rate', '2000', '--json'];
    const child = spawn(process.execPath, [compiledFile('main.js'), ...args], { cwd: projectRoot() });
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    const closed = once(child, 'close') as Promise<[number | null]>;
    while ((await kafka.endOffsets(topic)).every((end) => end === 0)) {
      expect(child.exitCode).toBeNull();
      await sleep(20);
    }
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(1);
    const first = summaryOf({ stdout });
    expect(first).toMatchObject({ complete: false, unconfirmed: 0, reason: 'stopped by a signal' });
    expect(first.lines).toBeLessThan(20_000);
    expect(stdout).toContain(`--from-offset ${String(first.offset)}`);
    const second = summaryOf(await produce([path, '--from-offset', String(first.offset), '--json']));
    expect(first.lines + second.lines).toBe(20_000);
    expect(await values(kafka, topic)).toEqual([...lines].sort());
  });

  it('keeps to the rate', async () => {
    const producer = await openProducer({ brokers: kafka.brokers }, { topic, linesPerSecond: 1_000 });
    const started = performance.now();
    await deliver(producer, numbered(0, 500));
    // The first batch of five leaves at once.
    expect(performance.now() - started).toBeGreaterThan(390);
    await producer.close();
  });

  it('counts what is too long for the settings or the topic, and sends the rest', async () => {
    const small = kafka.uniqueTopic();
    await kafka.createTopic(small, 2, { 'max.message.bytes': '2000' });
    const good = numbered(0, 500);
    const all = [...good.slice(0, 100), 'x'.repeat(3_000), ...good.slice(100), 'y'.repeat(60_000)];
    const finished = await logsieve(
      [
        '--set',
        'KAFKA_COMPRESSION=none',
        '--set',
        'KAFKA_MAX_RECORD=50000',
        'produce',
        '-',
        '--topic',
        small,
        '--json',
      ],
      { env: { KAFKA_BROKERS: kafka.brokers }, input: text(all) },
    );
    expect(finished.code).toBe(1);
    expect(summaryOf(finished)).toMatchObject({ lines: 500, notSent: 2, complete: true });
    expect(await values(kafka, small)).toEqual([...good].sort());
  });

  it.each([
    [['--topic', 'no-such-topic', 'FILE'], 1, /there is no topic no-such-topic/],
    [['FILE', '--from-offset', '2'], 1, /--from-offset 2: it is inside a line/],
    [['FILE', '--brokers', 'nonsense'], 2, /KAFKA_BROKERS: broker 1 is not host:port/],
    [['FILE', '--brokers', '127.0.0.1:1'], 1, /127\.0\.0\.1:1: Kafka cannot be used: .*ECONNREFUSED/],
    [['FILE', '--brokers', ''], 2, /KAFKA_BROKERS.*--brokers.*npm run kafka/],
    [['FILE', '--rate', '0'], 2, /must be a number above 0/],
  ])('%j exits %i and says why', async (args, exit, reason) => {
    const path = file('some.log', 'some\n');
    const { code, stderr } = await produce(args.map((arg) => (arg === 'FILE' ? path : arg)));
    expect(stderr).toMatch(reason);
    expect(code).toBe(exit);
  });
});

describeBroker('a producer of lines whose broker fails', () => {
  const lines = numbered(0, 1_000);
  let world: Awaited<ReturnType<typeof KafkaProxy.withBroker>>;
  let kafka: TestKafka;
  let topic: string;

  beforeAll(async () => {
    world = await KafkaProxy.withBroker();
    kafka = await TestKafka.connect(world.broker.brokers);
  });

  afterAll(async () => {
    await kafka.close();
    await world.proxy.goDown();
    await world.broker.stop();
  });

  beforeEach(async () => {
    topic = kafka.uniqueTopic();
    await kafka.createTopic(topic, 2);
  });

  it('sends nothing twice when an answer is lost', async () => {
    const producer = await openProducer({ brokers: world.proxy.brokers }, { topic });
    const cut = world.proxy.intercept('response', 'Produce', () => 'cut', 3);
    await deliver(producer, lines);
    await cut;
    expect(producer.delivery).toMatchObject({ lines: 1_000, position: 1_000, unconfirmed: 0 });
    await producer.close();
    expect(await values(kafka, topic)).toEqual([...lines].sort());
  });

  it('gives up after its time and knows what is not confirmed', async () => {
    const producer = await openProducer({ brokers: world.proxy.brokers }, { topic, giveUpMs: 500 });
    const held = world.proxy.intercept('response', 'Produce', () => sleep(1_000, 'forward' as const), 4);
    await expect(deliver(producer, lines)).rejects.toThrow('the brokers have acknowledged nothing for 0.5 s');
    expect(producer.delivery).toMatchObject({ lines: 300, position: 300, unconfirmed: 100 });
    await held;
    await producer.close();
    expect(await values(kafka, topic)).toEqual(lines.slice(0, 400).sort());
  });

  it('outlasts a broker that is killed', async () => {
    const producer = await openProducer({ brokers: world.proxy.brokers }, { topic });
    const killed = world.proxy
      .intercept('request', 'Produce', () => 'cut', 3)
      .then(async () => {
        await world.proxy.goDown();
        await world.broker.kill();
        await world.broker.restart();
        await world.proxy.comeBack();
      });
    await deliver(producer, lines);
    await killed;
    await producer.close();
    expect(await values(kafka, topic)).toEqual([...lines].sort());
  });
});
