import type { KafkaRecord } from '../../messaging/record-batch';
import type { Entry } from '../../pipeline/step';
import { decodeRecord } from './decode-record';
import { entryOf, sourceRecordOf } from './record-entries';

function record(value: string | Buffer | null, headers: Record<string, Buffer> = {}): KafkaRecord {
  return {
    offset: 5,
    timestamp: 7,
    key: Buffer.from([1, 255]),
    value: value === null ? null : Buffer.from(value),
    headers,
  };
}

function entry(value: string | Buffer | null, headers: Record<string, Buffer> = {}): Entry {
  return entryOf(decodeRecord(record(value, headers), 1_000, 1_000_000), 1_000, 100);
}

it.each<[string, string, object]>([
  ['a line', 'disk full', { message: 'disk full', source: null }],
  [
    'JSON',
    '{"message":"m","service":"s","level":"error","user":1}',
    { message: 'm', source: 's', level: 'error', attributes: { user: 1 } },
  ],
  [
    'JSON under other names',
    '{"log":"m","app":"s","ts":"2026-01-02T03:04:05Z"}',
    { message: 'm', source: 's', timestamp: Date.UTC(2026, 0, 2, 3, 4, 5) },
  ],
  ['an object without a message', '{"a":1}', { message: '{"a":1}' }],
  ['what only looks like JSON', '{broken', { message: '{broken' }],
  ['an array', '[1]', { message: '[1]' }],
])('reads %s', (_name, value, raw) => {
  const read = entry(value);
  expect(read.outcome).toEqual({ kind: 'ok' });
  expect(read.raw).toMatchObject(raw);
  expect(read.raw.bytes).toEqual(Buffer.from(value));
});

it('takes the source from a header when nothing else names one', () => {
  expect(entry('x', { source: Buffer.from('nginx') }).raw.defaultSource).toBe('nginx');
});

it.each<[string, string | null, string]>([
  ['no value', null, 'null_value'],
  ['an empty value', '', 'empty_message'],
  ['blanks', ' \t ', 'empty_message'],
  ['a message of another type', '{"message":7}', 'wrong_type'],
  ['a forbidden key', '{"message":"m","__proto__":{"x":1}}', 'forbidden_key'],
  ['100k-deep JSON', `{"message":"m","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'too_deep'],
  ['a record too large', 'x'.repeat(1_000_001), 'record_too_large'],
])('refuses %s and says why', (_name, value, code) => {
  expect(entry(value).outcome).toMatchObject({ kind: 'reject', stage: 'decode', error: { code } });
});

it('keeps the record as it was', () => {
  const value = Buffer.from([0, 0xff, 0x0a]);
  expect(sourceRecordOf('raw-logs', 3, record(value, { trace: Buffer.from([9]) }))).toEqual({
    topic: 'raw-logs',
    partition: 3,
    offset: 5,
    timestamp: 7,
    key: Buffer.from([1, 255]),
    value,
    headers: { trace: 'CQ==' },
  });
});
