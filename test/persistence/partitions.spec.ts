import { Logger } from '@nestjs/common';
import { LogRepository } from '../../src/persistence/log.repository';
import { PartitionService } from '../../src/persistence/partition.service';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog } from '../support/postgres-logs';
import { makeBatch, openWriter, type TestWriter } from '../support/postgres-writer';

const DAY = 86_400_000;

let db: TestDatabase;
let partitions: PartitionService;

async function names(): Promise<string[]> {
  const rows = await db.dataSource.query<{ name: string }[]>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'logs'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

function nameOf(epochMs: number): string {
  return `logs_${new Date(epochMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(async () => {
  db = await createTestDatabase();
  partitions = new PartitionService(db.dataSource);
});

afterEach(() => db.drop());

it('makes today and the days after it, again and again', async () => {
  const now = Date.now();
  await partitions.ensure(3);
  await partitions.ensure(3);
  await new PartitionService(db.dataSource).ensure(3);
  expect(await names()).toEqual([nameOf(now), nameOf(now + DAY), nameOf(now + 2 * DAY)]);
});

it('gives a partition every index of the table once', async () => {
  await partitions.ensure(1);
  const [row] = await db.dataSource.query<{ own: number; attached: number }[]>(
    `SELECT count(*)::int AS own, count(i.inhparent)::int AS attached
     FROM pg_index x LEFT JOIN pg_inherits i ON i.inhrelid = x.indexrelid WHERE x.indrelid = $1::regclass`,
    [nameOf(Date.now())],
  );
  expect(row).toEqual({ own: 3, attached: 3 });
});

it('lets servers that meet at midnight make the same days', async () => {
  const services = Array.from({ length: 4 }, () => new PartitionService(db.dataSource));
  await Promise.all(services.map((service) => service.ensure(2)));
  expect(await names()).toHaveLength(2);
});

it('does not make those who write to other days wait', async () => {
  await partitions.ensure(1);
  const writing = db.dataSource.createQueryRunner();
  await writing.startTransaction();
  await writing.query('LOCK TABLE logs IN ROW EXCLUSIVE MODE');
  await new PartitionService(db.dataSource).ensure(2);
  await writing.rollbackTransaction();
  await writing.release();
  expect(await names()).toHaveLength(2);
});

it('drops what is older than the retention and nothing else', async () => {
  const now = Date.now();
  const days = [-400, -31, -30, -1, 0].map((offset) => now + offset * DAY);
  await partitions.ensureFor(days.map((observedAt) => ({ observedAt })));
  await db.dataSource.query('CREATE TABLE logs_20010101 (mine integer)');
  await expect(partitions.dropOlderThan(0)).resolves.toEqual([]);
  await expect(partitions.dropOlderThan(30)).resolves.toEqual([nameOf(days[0]!), nameOf(days[1]!)]);
  expect(await names()).toEqual(days.slice(2).map(nameOf));
  expect(await db.dataSource.query(`SELECT to_regclass('logs_20010101')::text AS name`)).toEqual([
    { name: 'logs_20010101' },
  ]);
});

it('leaves a partition that is being read for the next time', async () => {
  const old = Date.now() - 40 * DAY;
  await partitions.ensureFor([{ observedAt: old }]);
  const reader = db.dataSource.createQueryRunner();
  await reader.startTransaction();
  await reader.query(`SELECT * FROM ${nameOf(old)}`);
  await expect(partitions.dropOlderThan(30)).resolves.toEqual([]);
  await reader.rollbackTransaction();
  await reader.release();
  await expect(partitions.dropOlderThan(30)).resolves.toEqual([nameOf(old)]);
});

describe('the writer', () => {
  let test: TestWriter;

  beforeEach(() => {
    test = openWriter(db);
  });

  afterEach(() => test.close());

  async function write(observedAt: number): Promise<string> {
    const log = makeLog({ observedAt });
    const { rejected } = await test.writer.write(makeBatch({ logs: [log] }));
    expect(rejected.size).toBe(0);
    return log.id;
  }

  it('makes the partition of whatever day the clock says', async () => {
    const logs = new LogRepository(db.dataSource);
    for (const day of [
      Date.UTC(1999, 11, 31),
      Date.UTC(2038, 0, 19, 3, 14, 8),
      Date.UTC(2026, 1, 28, 23, 59, 59, 999),
    ]) {
      expect((await logs.find(await write(day)))?.observedAt).toBe(day);
    }
  });

  it('makes a partition again that was dropped behind its back', async () => {
    const day = Date.UTC(2026, 6, 1);
    await write(day);
    await db.dataSource.query(`DROP TABLE ${nameOf(day)}`);
    const id = await write(day);
    expect(await new LogRepository(db.dataSource).find(id)).not.toBeNull();
  });
});
