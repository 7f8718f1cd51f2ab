import type { KafkaRecord, RecordBatch } from '../../messaging/record-batch';
import { align, fingerprint, positionOf, type PartitionPosition } from './partition-position';

const TOPIC = 'topic-a';

function record(offset: number, text = `line ${String(offset)}`): KafkaRecord {
  return { offset, timestamp: 1_000 + offset, key: null, value: Buffer.from(text), headers: {} };
}

function batch(
  offsets: readonly number[],
  more: { low?: number; high?: number; text?: string; id?: string | null } = {},
): RecordBatch {
  const records = offsets.map((offset) => record(offset, more.text));
  return {
    topic: 'raw-logs',
    partition: 0,
    records,
    highWatermark: more.high ?? 1_000,
    topicId: () => Promise.resolve(more.id === undefined ? TOPIC : more.id),
    lowWatermark: () => Promise.resolve(more.low ?? 0),
    stillOurs: () => Promise.resolve(true),
    continueAt: () => undefined,
  };
}

/** Everything up to and with offset 9 is stored. */
const AT_TEN: PartitionPosition = { stored: 10, next: 10, epoch: 1, topicId: TOPIC, last: fingerprint(record(9)) };

it('begins wherever a partition begins that was never read', async () => {
  const aligned = await align(batch([40, 41], { low: 40 }), positionOf(null));
  expect(aligned).toMatchObject({ action: 'read', replayed: 0, gap: null, position: { stored: 0 } });
});

it('reads on', async () => {
  const aligned = await align(batch([10, 11]), AT_TEN);
  expect(aligned).toMatchObject({ action: 'read', records: [{ offset: 10 }, { offset: 11 }], replayed: 0, gap: null });
});

it('leaves out what is stored already', async () => {
  const aligned = await align(batch([7, 8, 9, 10, 11]), AT_TEN);
  expect(aligned).toMatchObject({ action: 'read', records: [{ offset: 10 }, { offset: 11 }], replayed: 3 });
  expect(await align(batch([8, 9]), AT_TEN)).toMatchObject({ action: 'read', records: [], replayed: 2 });
});

it('looks at the record before the position when a replay starts far below it', async () => {
  const aligned = await align(batch([2, 3, 4]), AT_TEN);
  expect(aligned).toMatchObject({ action: 'seek', offset: 9, replayed: 7, position: AT_TEN });
});

it('counts records that the broker no longer has', async () => {
  const aligned = await align(batch([25, 26], { low: 25 }), AT_TEN);
  expect(aligned).toMatchObject({ action: 'read', gap: { from: 10, to: 25 } });
});

it('takes holes in the offsets for what they are', async () => {
  const aligned = await align(batch([12, 13], { low: 3 }), AT_TEN);
  expect(aligned).toMatchObject({ action: 'read', gap: null, records: [{ offset: 12 }, { offset: 13 }] });
  const compacted = await align(batch([7, 8, 11]), AT_TEN);
  expect(compacted).toMatchObject({ action: 'read', replayed: 2, records: [{ offset: 11 }] });
});

describe('a topic that was made anew', () => {
  const again = { stored: 10, next: null, epoch: 2, topicId: TOPIC, last: null };

  it('is known by its id, though it goes on where the other one ended', async () => {
    const aligned = await align(batch([10, 11], { id: 'topic-b' }), AT_TEN);
    expect(aligned).toEqual({ action: 'seek', offset: 0, replayed: 0, position: { ...again, topicId: 'topic-b' } });
  });

  it('is not seen in an id that an older checkpoint or an older broker does not name', async () => {
    const unnamed = { ...AT_TEN, topicId: null };
    expect(await align(batch([10, 11]), unnamed)).toMatchObject({ action: 'read', position: AT_TEN });
    expect(await align(batch([10, 11], { id: null }), AT_TEN)).toMatchObject({ action: 'read' });
  });

  it('is known by an end below the position', async () => {
    const aligned = await align(batch([0, 1], { high: 2 }), AT_TEN);
    expect(aligned).toMatchObject({ action: 'read', records: [{ offset: 0 }, { offset: 1 }], position: again });
  });

  it('is known by another record before the position', async () => {
    const aligned = await align(batch([0, 9, 10], { text: 'another' }), AT_TEN);
    expect(aligned).toMatchObject({ action: 'read', replayed: 0, position: again });
    expect(aligned).toHaveProperty('records.length', 3);
  });

  it('is read from its start when that was not in the batch', async () => {
    const aligned = await align(batch([9, 10], { text: 'another' }), AT_TEN);
    expect(aligned).toEqual({ action: 'seek', offset: 0, replayed: 0, position: again });
  });
});

it('reads the checkpoint it has written', () => {
  expect(positionOf({ position: 10, state: { epoch: 3, topicId: TOPIC, last: 'x' } })).toEqual({
    stored: 10,
    next: 10,
    epoch: 3,
    topicId: TOPIC,
    last: 'x',
  });
  expect(positionOf({ position: 10, state: null })).toEqual({
    stored: 10,
    next: 10,
    epoch: 1,
    topicId: null,
    last: null,
  });
});
