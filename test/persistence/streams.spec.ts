import type { DeadLetter } from '../../src/core/dead-letter';
import { toJson } from '../../src/core/log';
import { uuid7 } from '../../src/core/uuid7';
import type { LogWriter } from '../../src/persistence/log-writer';
import { Outbox, type Announced } from '../../src/persistence/outbox';
import { ReplayableDeadLetters } from '../../src/persistence/stream-dead-letters';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { makeBatch, openWriter, storeTemplates } from '../support/postgres-writer';

let db: TestDatabase;
let writer: LogWriter;
let close: () => Promise<void>;

beforeAll(async () => {
  db = await createTestDatabase();
  ({ writer, close } = openWriter(db));
});

afterAll(async () => {
  await close();
  await db.drop();
});

function streamLetter(offset: number, given: Partial<DeadLetter> = {}): DeadLetter {
  const value = Buffer.from([0, 0xff, offset]);
  return {
    id: uuid7(Date.now()),
    origin: 'kafka:raw-logs/3',
    raw: value,
    record: {
      topic: 'raw-logs',
      partition: 3,
      offset,
      timestamp: Date.UTC(2026, 0, 2),
      key: Buffer.from([1, 2]),
      value,
      headers: { source: Buffer.from('nginx').toString('base64') },
    },
    observedAt: Date.now() - 1,
    stage: 'decode',
    code: 'bad',
    detail: 'why',
    ...given,
  };
}

describe('a gap', () => {
  it('is stored with the checkpoint that jumps over it, or not at all', async () => {
    const gap = { from: 10, to: 25 };
    const checkpoint = { source: 'kafka:a/0', expected: 0, next: 30, gap, state: null };
    await writer.write(makeBatch({ logs: [makeLog()], checkpoint }));
    await expect(writer.write(makeBatch({ logs: [makeLog()], checkpoint }))).rejects.toThrow('checkpoint');
    const rows = await db.dataSource.query<object[]>(
      `SELECT from_position, to_position FROM ingest_gaps WHERE source = 'kafka:a/0'`,
    );
    expect(rows).toEqual([{ from_position: '10', to_position: '25' }]);
  });
});

describe('logs that are not kept', () => {
  it('are counted exactly, also by writers that count the same at once', async () => {
    const minute = Date.UTC(2026, 0, 2, 3, 4);
    const unkept = ['b', 'a', 'b'].map((source) => ({ minute, source, category: 'HTTP Status', count: 2 }));
    const others = openWriter(db);
    const writes = Array.from({ length: 20 }, (_, i) =>
      (i % 2 === 0 ? writer : others.writer).write(
        makeBatch({
          unkept: i % 4 < 2 ? unkept : unkept.toReversed(),
          checkpoint: { source: `unkept-${String(i)}`, expected: 0, next: 1, gap: null, state: null },
        }),
      ),
    );
    await Promise.all(writes);
    await others.close();
    const rows = await db.dataSource.query<object[]>('SELECT source, count FROM unkept_logs ORDER BY source');
    expect(rows).toEqual([
      { source: 'a', count: '40' },
      { source: 'b', count: '80' },
    ]);
  });
});

describe('the outbox', () => {
  const topics = ['classified-logs', 'raw-logs.dlq'];

  async function drained(outbox: Outbox): Promise<Announced[]> {
    const all: Announced[] = [];
    while ((await outbox.drain(1, (announced) => Promise.resolve(void all.push(...announced)))) > 0);
    return all;
  }

  it('hands out the rows that messages announce, and forgets a message when they are delivered', async () => {
    const odd = { message: 'two "quoted"\n\t\\ \u2028 é', raw: 'two "quoted"\n\t\\ \u2028 é', threats: ['xss', 'a"b'] };
    const geo = { country: 'US', countryName: 'United States', city: null, asn: 15169 };
    const verdict = makeVerdict({ confidence: 0.25, ruleId: null, suggestion: null, modelVersion: 'm' });
    const logs = [
      makeLog({ message: 'one' }),
      makeLog({ ...odd, geo, verdict, bot: true, fields: { a: [1, { b: '"' }] } }),
    ].map((log) => ({
      ...log,
      observedAt: 1_000,
    }));
    for (const log of logs) log.id = uuid7(1_000);
    const payload = { logs: { observedAt: 1_000, first: logs[0]!.id, last: logs[1]!.id } };
    const message = { id: uuid7(Date.now()), topic: 'classified-logs', key: null, payload, logId: null };
    const letter = streamLetter(7);
    await storeTemplates(db, logs);
    await writer.write(
      makeBatch({
        logs,
        outbox: [message],
        deadLetters: [letter, { ...streamLetter(8), record: null }],
        mirrorTopic: 'raw-logs.dlq',
      }),
    );
    const outbox = new Outbox(db.url, topics);
    expect(await outbox.age()).toBeGreaterThan(0);
    await expect(outbox.drain(10, () => Promise.reject(new Error('brokers away')))).rejects.toThrow('brokers away');
    const [first, second] = await drained(outbox);
    expect(first?.logs.map(({ json }) => JSON.parse(json) as unknown)).toEqual(logs.map(toJson));
    expect(second).toMatchObject({ topic: 'raw-logs.dlq', deadLetters: [{ id: letter.id, record: letter.record }] });
    expect(second?.deadLetters).toHaveLength(1);
    expect(await drained(outbox)).toEqual([]);
    expect(await outbox.age()).toBe(0);
    await outbox.close();
  });

  it('announces a log that PostgreSQL has refused as a dead letter', async () => {
    const refused = makeLog({ fields: { a: '\0' } });
    const letter = streamLetter(9, { stage: 'store' });
    await writer.write(makeBatch({ logs: [refused], deadLettersOf: () => [letter], mirrorTopic: 'raw-logs.dlq' }));
    const outbox = new Outbox(db.url, topics);
    expect(await drained(outbox)).toMatchObject([{ deadLetters: [{ id: letter.id }] }]);
    await outbox.close();
  });

  it('lets two servers share the messages without sending one twice', async () => {
    const ids = Array.from({ length: 20 }, () => uuid7(Date.now()));
    const payload = { deadLetters: [] };
    const outbox = ids.map((id) => ({ id, topic: 'classified-logs', key: null, payload, logId: null }));
    await writer.write(makeBatch({ logs: [makeLog()], outbox }));
    const [a, b] = [new Outbox(db.url, topics), new Outbox(db.url, topics)];
    const counts = await Promise.all([drained(a), drained(b)]);
    expect(counts[0].length + counts[1].length).toBe(20);
    await a.close();
    await b.close();
  });
});

describe('dead letters that are put back', () => {
  it('are those of the filter, byte for byte, once', async () => {
    await db.dataSource.query('DELETE FROM dead_letters');
    const old = streamLetter(1, { observedAt: Date.UTC(2026, 0, 1) });
    const tombstone = streamLetter(2, { code: 'null_value' });
    const nothing = { ...tombstone, record: { ...tombstone.record!, value: null } };
    const stored = streamLetter(3, { stage: 'store' });
    const unnamed = { ...streamLetter(4), record: null };
    await writer.write(makeBatch({ logs: [makeLog()], deadLetters: [old, nothing, stored, unnamed] }));
    const letters = new ReplayableDeadLetters(db.url);
    const until = Date.now() + 1;
    const filter = { stage: 'decode', since: Date.UTC(2026, 0, 2), until };
    expect(await letters.counts(filter)).toEqual([{ stage: 'decode', code: 'null_value', count: 1 }]);
    const failing = letters.replay(filter, 10, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    const got: unknown[] = [];
    expect(await letters.replay(filter, 10, (found) => Promise.resolve(void got.push(...found)))).toBe(1);
    expect(got).toMatchObject([{ id: nothing.id, record: nothing.record }]);
    expect(await letters.counts({ stage: null, since: null, until })).toHaveLength(2);
    await letters.close();
  });
});
