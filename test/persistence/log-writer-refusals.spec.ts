import type { ClassifiedLog } from '../../src/core/log';
import { uuid7 } from '../../src/core/uuid7';
import type { LogWriter } from '../../src/persistence/log-writer';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { makeBatch, makeCheckpoint, openWriter } from '../support/postgres-writer';

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

describe('records that PostgreSQL refuses', () => {
  const bad: [string, Partial<ClassifiedLog>, string][] = [
    ['a NUL in the message', { message: 'a\0b', masked: 'nul <X> \0' }, '22021'],
    ['a NUL in a field', { fields: { a: '\0' } }, '22P05'],
    ['a lone surrogate in a field', { fields: { a: '\ud800' } }, '22P02'],
    ['a severity out of range', { verdict: makeVerdict({ severity: 40_000 }) }, '22003'],
    ['a severity that is no number', { verdict: makeVerdict({ severity: Number.NaN }) }, '22P02'],
    ['a time that is no time', { timestamp: Number.NaN }, '22007'],
    ['an arrival that is no time', { observedAt: Number.NaN }, '22007'],
    ['a form id that is none', { formId: 'none' }, '22P02'],
  ];

  it.each(bad)('makes a dead letter of %s and keeps its neighbours', async (_name, given, code) => {
    const logsOfBatch = Array.from({ length: 9 }, (_, i) => makeLog({ message: `neighbour ${String(i)}` }));
    const culprit = makeLog({ ...given, raw: `raw of ${_name}` });
    logsOfBatch.splice(4, 0, culprit);
    const { rejected } = await writer.write(makeBatch({ origin: 'job:1', logs: logsOfBatch }));

    expect([...rejected.keys()]).toEqual([culprit]);
    expect(rejected.get(culprit)).toEqual({
      code: 'refused_by_database',
      detail: expect.stringContaining(code) as string,
    });
    expect(
      await db.count(
        'logs WHERE id = ANY($1)',
        logsOfBatch.map(({ id }) => id),
      ),
    ).toBe(9);
    const letters = await db.dataSource.query<Record<string, unknown>[]>(
      `SELECT origin, stage, code, detail FROM dead_letters WHERE raw = $1`,
      [Buffer.from(culprit.raw)],
    );
    expect(letters).toEqual([
      { origin: 'job:1', stage: 'store', code: 'refused_by_database', detail: rejected.get(culprit)!.detail },
    ]);
  });

  it('finds every bad record of a batch, in any place', async () => {
    const all = Array.from({ length: 500 }, (_, i) =>
      makeLog({ message: `mixed ${String(i)}`, ...([0, 1, 250, 498, 499].includes(i) ? { fields: { a: '\0' } } : {}) }),
    );
    const { rejected } = await writer.write(makeBatch({ logs: all }));
    expect([...rejected.keys()].map((log) => all.indexOf(log))).toEqual([0, 1, 250, 498, 499]);
    expect(await db.count(`logs WHERE message LIKE 'mixed %'`)).toBe(495);
  });

  it('survives a batch of nothing but bad records', async () => {
    const all = Array.from({ length: 8 }, () => makeLog({ fields: { a: '\0' } }));
    const { rejected } = await writer.write(makeBatch({ logs: all, checkpoint: makeCheckpoint('all-bad', 0, 8) }));
    expect(rejected.size).toBe(8);
    expect(await db.count(`checkpoints WHERE source = 'all-bad' AND position = 8`)).toBe(1);
  });

  it('refuses the second of two logs with one id', async () => {
    const log = makeLog();
    const twin = { ...log };
    const { rejected } = await writer.write(makeBatch({ logs: [log, twin] }));
    expect([...rejected.keys()]).toEqual([twin]);
    expect(rejected.get(twin)!.detail).toContain('23505');
  });

  it('does not announce a log that was refused', async () => {
    const good = makeLog();
    const refused = makeLog({ fields: { a: '\0' } });
    const message = (log: ClassifiedLog | null) => ({
      id: uuid7(Date.now()),
      topic: 'classified-logs',
      key: null,
      payload: { a: 'b\n"' },
      logId: log === null ? null : log.id,
    });
    const outbox = [message(good), message(refused), message(null)];
    await writer.write(makeBatch({ logs: [good, refused], outbox }));
    expect(await db.count('outbox WHERE id = ANY($1)', [outbox[0]!.id, outbox[2]!.id])).toBe(2);
    expect(await db.count('outbox WHERE id = $1', outbox[1]!.id)).toBe(0);
  });
});
