import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { loadConfig } from '../config/load';
import type { KafkaConfig } from '../config/kafka.config';
import { topicNames } from '../config/kafka-topics';
import { createKafka, type KafkaLogger } from './kafka-client';

const { kafka: defaults } = loadConfig({ file: '/nonexistent/logsieve.yaml', create: false, env: {}, flags: {} });

function configWith(settings: Partial<KafkaConfig>): KafkaConfig {
  return { ...defaults, brokers: '127.0.0.1:9092', ...settings };
}

function logger(): KafkaLogger & { readonly warned: string[]; readonly debugged: string[] } {
  const warned: string[] = [];
  const debugged: string[] = [];
  return {
    warned,
    debugged,
    warn: (text) => warned.push(text),
    debug: (text) => debugged.push(text),
  };
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('topicNames', () => {
  it('puts the prefix in front of every name', () => {
    expect(topicNames(configWith({}))).toEqual({
      raw: 'raw-logs',
      classified: 'classified-logs',
      deadLetters: 'raw-logs.dlq',
    });
    expect(topicNames(configWith({ topicPrefix: 'eu.', rawTopic: 'in', classifiedTopic: 'out' }))).toEqual({
      raw: 'eu.in',
      classified: 'eu.out',
      deadLetters: 'eu.in.dlq',
    });
  });
});

describe('createKafka', () => {
  it('refuses brokers that are not host:port and shows none of their text', () => {
    const create = (brokers: string) => () => createKafka(configWith({ brokers }), 'test', logger());
    for (const brokers of ['a:1', 'a:1,b:2', ' a:1, b-c.d_e:65535 10.0.0.1:9092 '])
      expect(create(brokers)).not.toThrow();
    expect(create(' , ')).toThrow('KAFKA_BROKERS: names no broker');
    for (const wrong of ['a', 'a:', ':1', 'a:0', 'a:65536', 'kafka://a:1', 'user:hidden@a:1', 'a:1:2', '[::1]:1']) {
      expect(create(`ok:1,${wrong}`)).toThrow('KAFKA_BROKERS: broker 2 is not host:port');
      expect(create(`ok:1,${wrong}`)).not.toThrow('hidden');
    }
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('%s needs a login', (saslMechanism) => {
    const create = (login: Partial<KafkaConfig>) => () =>
      createKafka(configWith({ saslMechanism, ...login }), 'test', logger());
    expect(create({ saslUsername: 'u', saslPassword: 'p' })).not.toThrow();
    expect(create({ saslPassword: 'hidden' })).toThrow('KAFKA_SASL_USERNAME: must be set');
    expect(create({ saslUsername: 'u' })).toThrow('KAFKA_SASL_PASSWORD: must be set');
  });

  it("passes kafkajs's words on, errors as warnings, without their payload", () => {
    const log = logger();
    const words = createKafka(configWith({}), 'test', log).logger();
    words.error('Connection lost', { broker: 'a:1', error: 'reset', payload: 'hidden' });
    words.warn('slow');
    words.info('joined');
    words.debug('request');
    expect(log.warned).toEqual(['Connection lost: reset: a:1', 'slow']);
    expect(log.debugged).toEqual(['joined']);
  });

  it('gives up after the tries it is given', async () => {
    const log = logger();
    const config = configWith({ brokers: `127.0.0.1:${String(await closedPort())}` });
    const admin = createKafka(config, 'test', log, { initialRetryTime: 10, maxRetryTime: 10, retries: 1 }).admin();
    await expect(admin.connect()).rejects.toThrow('ECONNREFUSED');
    expect(log.warned.filter((text) => text.startsWith('Connection: '))).toHaveLength(2);
    await admin.disconnect();
  });
});
