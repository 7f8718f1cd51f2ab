import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0';
import { PackedRecords, type OutgoingRecord } from './packed-records';

/** The records as kafkajs itself encodes them. */
function stock(records: readonly OutgoingRecord[]): Buffer {
  return Buffer.concat(
    records.map(({ key, value, headers }, offsetDelta) => encodeRecord({ offsetDelta, key, value, headers }).buffer),
  );
}

function record(fields: Partial<OutgoingRecord>): OutgoingRecord {
  return { topic: 'classified-logs', key: null, value: null, headers: {}, ...fields };
}

describe('PackedRecords', () => {
  it.each<[string, OutgoingRecord[]]>([
    ['nothing in them', [record({})]],
    ['empty values', [record({ key: Buffer.alloc(0), value: '' })]],
    ['text beyond ASCII', [record({ value: 'Größe überschritten: 日本語 🚨' })]],
    ['bytes that are no text', [record({ key: Buffer.from([0, 255, 128]), value: Buffer.from([254, 0, 1]) })]],
    ['headers', [record({ value: 'x', headers: { 'x-event-id': '0192f0c2', bytes: Buffer.from([200, 7]), ü: 'é' } })]],
    [
      'lengths at the borders of a varint',
      [63, 64, 8191, 8192, 1_100_000].map((n) => record({ value: 'a'.repeat(n) })),
    ],
    ['many records', Array.from({ length: 9_000 }, (_, i) => record({ value: `log ${String(i)}` }))],
  ])('are the bytes that kafkajs makes of records with %s', (_, records) => {
    const packed = new PackedRecords(records);
    expect(packed.count).toBe(records.length);
    expect(packed.value.equals(stock(records))).toBe(true);
  });
});
