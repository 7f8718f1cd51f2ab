import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import type { Checkpoint } from '../../src/core/checkpoint';
import type { DeadLetter } from '../../src/core/dead-letter';
import { InputError } from '../../src/core/errors';
import type { ClassifiedLog } from '../../src/core/log';
import { uuid7 } from '../../src/core/uuid7';
import { LogWriter } from '../../src/persistence/log-writer';
import { PartitionService } from '../../src/persistence/partition.service';
import type { WriteBatch } from '../../src/persistence/write-batch';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog } from '../support/postgres-logs';
import { PostgresProxy } from '../support/postgres-proxy';
import { makeBatch, openWriter, type TestWriter } from '../support/postgres-writer';

let db: TestDatabase;
let proxy: PostgresProxy;
const opened: TestWriter[] = [];

function writerWith(options: { retryMs?: number; attemptMs?: number } = {}): LogWriter {
  const test = openWriter(db, { url: proxy.url, ...options });
  opened.push(test);
  return test.writer;
}

function countOf(logs: readonly ClassifiedLog[]): Promise<number> {
  return db.count(
    'logs WHERE id = ANY($1)',
    logs.map(({ id }) => id),
  );
}

beforeAll(async () => {
  db = await createTestDatabase();
  proxy = await PostgresProxy.before(db.url);
});

afterEach(async () => {
  proxy.comeBack();
  for (const test of opened.splice(0)) await test.close();
  // An outage is never the record's fault.
  expect(await db.count(`dead_letters WHERE stage = 'store'`)).toBe(0);
});

afterAll(async () => {
  await proxy.close();
  await db.drop();
});

describe('a connection lost during COMMIT', () => {
  it.each([
    ['before PostgreSQL got it', 'lose-request', 2],
    ['after PostgreSQL did it', 'lose-answer', 1],
  ] as const)('%s: rows and checkpoint are there once', async (name, fault, commits) => {
    const writer = writerWith();
    await writer.write(makeBatch({ logs: [makeLog()] }));
    const logs = Array.from({ length: 50 }, () => makeLog());
    const checkpoint: Checkpoint = { source: name, expected: 0, next: 50, gap: null, state: null };
    proxy.fault = fault;
    const before = proxy.commits;
    await expect(writer.write(makeBatch({ logs, checkpoint }))).resolves.toEqual({ rejected: new Map() });
    expect(proxy.commits - before).toBe(commits);
    expect(await countOf(logs)).toBe(50);
    const rows = await db.dataSource.query<unknown[]>('SELECT position FROM checkpoints WHERE source = $1', [name]);
    expect(rows).toEqual([{ position: '50' }]);
  });
});

describe('an answer to COMMIT that is lost', () => {
  const letter: DeadLetter = {
    id: uuid7(3),
    origin: 'kafka:raw-logs/0',
    raw: Buffer.from([0]),
    record: null,
    observedAt: 1,
    stage: 'decode',
    code: 'bad',
    detail: 'why',
  };
  const nothingElse: [string, Partial<WriteBatch>, string][] = [
    ['a checkpoint', { checkpoint: { source: 'alone', expected: 0, next: 1, gap: null, state: null } }, 'checkpoints'],
    ['a dead letter', { deadLetters: [letter] }, 'dead_letters'],
    ['a message', { outbox: [{ id: uuid7(1), topic: 't', key: 'k', payload: {}, logId: uuid7(2) }] }, 'outbox'],
  ];

  it.each(nothingElse)('does not write %s again that has no logs beside it', async (_name, given, table) => {
    const writer = writerWith();
    await writer.write(makeBatch({ logs: [makeLog()] }));
    const before = await db.count(table);
    const commits = proxy.commits;
    proxy.fault = 'lose-answer';
    await writer.write(makeBatch(given));
    expect(proxy.commits - commits).toBe(1);
    expect(await db.count(table)).toBe(before + 1);
  });
});

describe('an outage', () => {
  it('is waited out while writes go on', async () => {
    const writer = writerWith();
    const batches = Array.from({ length: 40 }, () => Array.from({ length: 200 }, () => makeLog()));
    const writes = batches.map(async (logs, i) => {
      await sleep(i * 10);
      return writer.write(makeBatch({ logs }));
    });
    // Backends end as in an administrator's shutdown, in whatever they are doing.
    let ended = 0;
    for (let i = 0; i < 20; i++) {
      await sleep(20);
      ended += await db.count(
        `(SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()) AS done`,
      );
    }
    expect(ended).toBeGreaterThan(0);
    const results = await Promise.all(writes);
    expect(results.every(({ rejected }) => rejected.size === 0)).toBe(true);
    expect(await countOf(batches.flat())).toBe(8_000);
  });

  it('of the whole server ends in success when the server comes back', async () => {
    const writer = writerWith();
    proxy.goDown();
    const logs = [makeLog(), makeLog()];
    const write = writer.write(makeBatch({ logs }));
    await sleep(300);
    proxy.comeBack();
    await write;
    expect(await countOf(logs)).toBe(2);
  });

  it('that lasts ends in a clear error, and nothing is stored', async () => {
    const writer = writerWith({ retryMs: 300 });
    proxy.goDown();
    const logs = [makeLog()];
    const error: unknown = await writer.write(makeBatch({ logs })).catch((thrown: unknown) => thrown);
    proxy.comeBack();
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'database_unavailable', retryAfterSeconds: 5 });
    expect(await countOf(logs)).toBe(0);
    await expect(writer.write(makeBatch({ logs }))).resolves.toEqual({ rejected: new Map() });
  });

  it('in which PostgreSQL holds connections but says nothing ends with the attempt', async () => {
    const writer = writerWith({ attemptMs: 200 });
    await writer.write(makeBatch({ logs: [makeLog()] }));
    const logs = [makeLog()];
    proxy.goSilent();
    await writer.write(makeBatch({ logs }));
    expect(await countOf(logs)).toBe(1);
  });

  it('by a statement timeout is waited out, not blamed on the record', async () => {
    const impatient = new Pool({ connectionString: db.url, max: 2, statement_timeout: 100 });
    const writer = new LogWriter(impatient, new PartitionService(db.dataSource), {
      retryMs: 10_000,
      attemptMs: 10_000,
    });
    await writer.write(makeBatch({ logs: [makeLog()] }));
    const blocker = db.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE logs IN EXCLUSIVE MODE');
    const logs = [makeLog()];
    const write = writer.write(makeBatch({ logs }));
    await sleep(300);
    await blocker.commitTransaction();
    await blocker.release();
    await write;
    await impatient.end();
    expect(await countOf(logs)).toBe(1);
  });
});
