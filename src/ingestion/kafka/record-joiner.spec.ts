import type { KafkaRecord } from '../../messaging/record-batch';
import type { MultilineOptions } from '../../parsing/multiline';
import { decodeRecord } from './decode-record';
import { joinRecords, separateRecords, type ReadRecord } from './record-joiner';

const FAILED = '2026-01-02 03:04:05 ERROR charge failed';
const TRACE = [
  'java.io.IOException: late',
  '\tat shop.Pay.charge(Pay.java:7)',
  'Caused by: java.net.ConnectException: no',
];
const INFO = '2026-01-02 03:04:06 INFO order 7 accepted';

interface Sent {
  readonly value: string | null;
  readonly source?: string;
  readonly key?: string;
  readonly at?: number;
}

function readRecord({ value, source, key, at = 0 }: Sent, i: number): ReadRecord {
  const record: KafkaRecord = {
    offset: 100 + i,
    timestamp: 5_000 + at,
    key: key === undefined ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: source === undefined ? {} : { source: Buffer.from(source) },
  };
  return { record, decoded: decodeRecord(record, 0, 1_000) };
}

/** Messages of the events (codes of those that are none), the offsets they took, and how many records are complete. */
function join(sent: readonly (Sent | string)[], options: MultilineOptions = {}) {
  const records = sent.map((one, i) => readRecord(typeof one === 'string' ? { value: one } : one, i));
  const { events, complete } = joinRecords(records, options);
  return {
    messages: events.map((event) => ('log' in event.decoded ? event.decoded.log.message : event.decoded.error.code)),
    offsets: events.map((event) => event.records.map(({ offset }) => offset)),
    complete,
  };
}

it('joins a stack trace that came line by line', () => {
  expect(join([INFO, FAILED, ...TRACE, INFO])).toEqual({
    messages: [INFO, [FAILED, ...TRACE].join('\n'), INFO],
    offsets: [[100], [101, 102, 103, 104], [105]],
    complete: 6,
  });
});

it('keeps senders apart, by name or by key', () => {
  const lines = (sender: Partial<Sent>): Sent[] => [FAILED, ...TRACE].map((value) => ({ value, ...sender }));
  for (const [a, b] of [
    [{ source: 'a' }, { source: 'b' }],
    [{ key: 'a' }, { key: 'b' }],
  ] as const) {
    const mixed = lines(a).flatMap((line, i) => [line, lines(b)[i]!]);
    const event = [FAILED, ...TRACE].join('\n');
    expect(join([...mixed, { value: INFO, ...a }, { value: INFO, ...b }])).toMatchObject({
      messages: [event, event, INFO, INFO],
      offsets: [[100, 102, 104, 106], [101, 103, 105, 107], [108], [109]],
    });
  }
});

it('takes blank records between lines of an event, and refuses those behind it', () => {
  const python = [
    'Traceback (most recent call last):',
    '  File "a.py", line 1',
    'ValueError: x',
    '',
    'During handling of the above exception, another exception occurred:',
  ];
  expect(join([FAILED, ...python, INFO, '']).messages).toEqual([[FAILED, ...python].join('\n'), INFO, 'empty_message']);
});

it('joins JSON records that say no more than their line', () => {
  const json = (log: string, more: object = {}): string =>
    JSON.stringify({ log, stream: 'stderr', app: 'shop', ...more });
  const [first = '', second = ''] = TRACE;
  expect(join([json(FAILED), json(first), json(second), json(INFO)]).messages).toEqual([
    [FAILED, first, second].join('\n'),
    INFO,
  ]);
  expect(join([json(FAILED), json(first, { level: 'error' })]).messages).toHaveLength(2);
  expect(join([json(FAILED), json(first, { order: 7 })]).messages).toHaveLength(2);
});

it('joins no lines that were written long after each other', () => {
  expect(join([FAILED, { value: TRACE[0]!, at: 1_001 }]).messages).toHaveLength(2);
  expect(join([FAILED, { value: TRACE[0]!, at: 1_000 }]).messages).toHaveLength(1);
});

it('begins events where it is told to', () => {
  expect(join(['=== 1', 'INFO a', 'INFO b', '=== 2'], { start: /^===/ })).toMatchObject({
    messages: ['=== 1\nINFO a\nINFO b', '=== 2'],
    complete: 3,
  });
});

describe('what may go on in the next batch', () => {
  it.each<[string, (Sent | string)[], number]>([
    ['a failure', [INFO, FAILED], 1],
    ['a trace', [INFO, FAILED, ...TRACE], 1],
    ['nothing behind a line that needs none', [FAILED, INFO], 2],
    [
      'not what is long ago',
      [
        { value: FAILED, source: 'a' },
        { value: INFO, source: 'b', at: 1_001 },
      ],
      2,
    ],
    ['all from there on, whoever sent it', [INFO, { value: FAILED, source: 'a' }, { value: INFO, source: 'b' }], 1],
    [
      'no event in two parts',
      [
        { value: FAILED, source: 'b' },
        { value: FAILED, source: 'a' },
        { value: TRACE[0]!, source: 'b' },
        { value: INFO, source: 'b' },
      ],
      0,
    ],
    [
      'never more than some hundred records',
      [{ value: FAILED, source: 'a' }, ...Array.from({ length: 600 }, () => INFO)],
      601,
    ],
  ])('%s', (_what, sent, complete) => {
    expect(join(sent).complete).toBe(complete);
  });
});

it('leaves records alone when told so', () => {
  expect(separateRecords([FAILED, ...TRACE].map((value, i) => readRecord({ value }, i)))).toHaveLength(4);
});
