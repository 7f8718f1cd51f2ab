import { CheckpointConflict } from '../../src/core/checkpoint';
import { LogRepository } from '../../src/persistence/log.repository';
import type { LogWriter } from '../../src/persistence/log-writer';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog } from '../support/postgres-logs';
import { makeBatch, makeCheckpoint, openWriter } from '../support/postgres-writer';

let db: TestDatabase;
let writer: LogWriter;
let close: () => Promise<void>;
let logs: LogRepository;

beforeAll(async () => {
  db = await createTestDatabase();
  ({ writer, close } = openWriter(db));
  logs = new LogRepository(db.dataSource);
});

afterAll(async () => {
  await close();
  await db.drop();
});

describe('checkpoints', () => {
  it('move with the rows', async () => {
    const log = makeLog();
    await writer.write(makeBatch({ logs: [log], checkpoint: makeCheckpoint('a', 0, 10) }));
    await writer.write(makeBatch({ logs: [makeLog()], checkpoint: makeCheckpoint('a', 10, 25) }));
    const rows = await db.dataSource.query<unknown[]>(`SELECT position, state FROM checkpoints WHERE source = 'a'`);
    expect(rows).toEqual([{ position: '25', state: { resultBytes: 250 } }]);
  });

  it.each([
    ['a repeat of the first batch', 'b', 0, 10],
    ['a batch that skips one', 'b', 20, 30],
    ['a batch of a source that has no checkpoint', 'c', 10, 20],
  ])('refuse %s and store nothing of it', async (_name, source, expected, next) => {
    await writer.write(makeBatch({ checkpoint: makeCheckpoint('b', 0, 10) })).catch(() => undefined);
    const log = makeLog();
    const write = writer.write(makeBatch({ logs: [log], checkpoint: makeCheckpoint(source, expected, next) }));
    await expect(write).rejects.toThrow(new CheckpointConflict(source, expected, source === 'b' ? 10 : 0));
    expect(await logs.find(log.id)).toBeNull();
  });

  it('let one of two readers of the same source win', async () => {
    const attempts = [makeLog(), makeLog()].map((log) => ({
      log,
      write: writer.write(makeBatch({ logs: [log], checkpoint: makeCheckpoint('race', 0, 1) })),
    }));
    const results = await Promise.allSettled(attempts.map(({ write }) => write));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = attempts[results.findIndex(({ status }) => status === 'fulfilled')]!.log;
    expect(
      await db.count(
        'logs WHERE id = ANY($1)',
        attempts.map(({ log }) => log.id),
      ),
    ).toBe(1);
    expect(await logs.find(winner.id)).not.toBeNull();
  });
});

describe('group commit', () => {
  async function transactions(): Promise<number> {
    const [row] = await db.dataSource.query<{ n: string }[]>(
      `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS n`,
    );
    return Number(row!.n);
  }

  it('commits writes that wait together and answers each for itself', async () => {
    await writer.write(makeBatch({ logs: [makeLog()] }));
    const before = await transactions();
    const writes = Array.from({ length: 200 }, (_, i) => {
      const log = makeLog(i === 77 ? { fields: { a: '\0' } } : { message: `small ${String(i)}` });
      return { log, done: writer.write(makeBatch({ origin: `caller-${String(i)}`, logs: [log] })) };
    });
    const results = await Promise.all(writes.map(({ done }) => done));
    results.forEach(({ rejected }, i) => {
      expect([...rejected.keys()]).toEqual(i === 77 ? [writes[77]!.log] : []);
    });
    expect(await db.count(`logs WHERE message LIKE 'small %'`)).toBe(199);
    expect(await db.count(`dead_letters WHERE origin = 'caller-77'`)).toBe(1);
    // 200 transactions if each had its own.
    expect((await transactions()) - before).toBeLessThan(20);
  });

  it('lets a checkpoint conflict fail alone', async () => {
    const writes = [
      writer.write(makeBatch({ logs: [makeLog()] })),
      writer.write(makeBatch({ logs: [makeLog()] })),
      writer.write(makeBatch({ logs: [makeLog()] })),
      writer.write(makeBatch({ logs: [makeLog()], checkpoint: makeCheckpoint('never', 5, 6) })),
      writer.write(makeBatch({ logs: [makeLog()] })),
    ];
    const results = await Promise.allSettled(writes);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('answers an empty batch', async () => {
    await expect(writer.write(makeBatch({}))).resolves.toEqual({ rejected: new Map() });
  });
});
