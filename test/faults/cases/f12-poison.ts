import assert from 'node:assert/strict';
import { settle } from '../oracle';
import { play, type FaultCase } from '../play';
import type { Scene } from '../scene';

const KIB = 1024;
const MIB = 1024 * KIB;
const NEIGHBOURS = 20;

/** A record that somebody's reader falls over. */
interface Poison {
  readonly name: string;
  /** `null` for a row, otherwise the code of the dead letter. */
  readonly code: string | null;
  readonly value: (event: string) => Buffer | string | null;
}

const POISON: readonly Poison[] = [
  { name: 'null value', code: 'null_value', value: () => null },
  { name: 'empty', code: 'empty_message', value: () => '' },
  { name: 'blank', code: 'empty_message', value: () => ' \t\r\n' },
  { name: 'empty message', code: 'empty_message', value: () => '{"message":""}' },
  { name: 'message is no text', code: 'wrong_type', value: () => '{"message":{"a":1}}' },
  { name: 'source is no text', code: 'wrong_type', value: (event) => JSON.stringify({ message: event, source: 7 }) },
  { name: 'level is no text', code: 'wrong_type', value: (event) => JSON.stringify({ message: event, level: [1] }) },
  {
    name: 'no time',
    code: 'invalid_timestamp',
    value: (event) => JSON.stringify({ message: event, timestamp: 'soon' }),
  },
  {
    name: '__proto__',
    code: 'forbidden_key',
    value: (event) => `{"message":"${event}","__proto__":{"polluted":true}}`,
  },
  {
    name: 'larger than KAFKA_MAX_RECORD',
    code: 'record_too_large',
    value: (event) => `${event} ${'x'.repeat(3 * MIB)}`,
  },
  {
    name: '100k-deep attribute',
    code: 'too_deep',
    value: (event) => `{"message":"${event}","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  },
  { name: '100k-deep array', code: null, value: (event) => `${event} ${'['.repeat(100_000)}${']'.repeat(100_000)}` },
  {
    name: 'invalid UTF-8',
    code: null,
    value: (event) => Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from(` ${event}`)]),
  },
  { name: 'NUL', code: null, value: (event) => `a\0b ${event}\0` },
  { name: 'lone surrogate', code: null, value: (event) => `{"message":"\\ud800 ${event}","note":"\\udc00"}` },
  { name: '1 MiB line', code: null, value: (event) => `${event} ${'long '.repeat(MIB / 5)}` },
  { name: 'broken JSON', code: null, value: (event) => `{"message":"${event}` },
  { name: 'JSON without a message', code: null, value: (event) => JSON.stringify({ about: event }) },
  { name: 'toString', code: null, value: (event) => `{"message":"${event}","toString":1,"hasOwnProperty":2}` },
  { name: 'control characters', code: null, value: (event) => `\x1b[31m${event}\x1b[0m \x07\x08` },
  { name: 'huge number', code: null, value: (event) => `{"message":"${event}","n":1e999,"m":12345678901234567890}` },
];

/** Every kind of poison among ordinary lines: each is a row, or a dead letter with its reason, and the others are rows. */
export const poison: FaultCase = (rig) =>
  play(
    'F12 poison',
    rig,
    async (scene) => {
      const server = await scene.startServer({ KAFKA_MAX_RECORD: '2MB' });
      const { ledger } = scene;
      const sent = new Map<string, Poison>();
      for (const one of POISON) {
        const event = ledger.nextEvent();
        const value = one.value(event);
        const neighbours = Array.from({ length: NEIGHBOURS }, () => {
          const next = ledger.nextEvent();
          return { event: next, value: Buffer.from(`an ordinary neighbour ${next}`) };
        });
        const draft = { event, value: value === null ? null : Buffer.from(value), headers: { kind: one.name } };
        await ledger.send([...neighbours.slice(0, 10), draft, ...neighbours.slice(10)], { partition: 0 });
        sent.set(event, one);
      }
      const healedAt = Date.now();
      await settle(scene);
      const wrong = await misjudged(scene, sent);
      assert.deepEqual(wrong, [], wrong.join('; '));
      return { server, healedAt, note: `${String(POISON.length)} kinds` };
    },
    { rawTopicConfig: { 'max.message.bytes': String(8 * MIB) } },
  );

async function misjudged({ sql }: Scene, sent: ReadonlyMap<string, Poison>): Promise<string[]> {
  const { rows } = await sql.query<{ key: Buffer; code: string }>('SELECT key, code FROM dead_letters');
  const codes = new Map(rows.map(({ key, code }) => [String(key), code]));
  const unexpected = [...codes].filter(([event]) => !sent.has(event)).map(([event, code]) => `${event} is ${code}`);
  const wrong = [...sent].flatMap(([event, { name, code }]) => {
    const actual = codes.get(event) ?? null;
    return actual === code ? [] : [`${name} is ${actual ?? 'a row'}, not ${code ?? 'a row'}`];
  });
  return [...unexpected, ...wrong];
}
