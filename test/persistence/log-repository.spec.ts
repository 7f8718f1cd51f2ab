import type { ClassifiedLog } from '../../src/core/log';
import { matchesFilter } from '../../src/core/log-filter';
import { uuid7 } from '../../src/core/uuid7';
import type { Stage, Triage } from '../../src/core/verdict';
import { createDataSource } from '../../src/persistence/data-source';
import { LogRepository, type LogQuery } from '../../src/persistence/log.repository';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { PostgresProxy } from '../support/postgres-proxy';
import { storeLogs } from '../support/postgres-writer';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 1);

let db: TestDatabase;
let repository: LogRepository;

const triages: Triage[] = ['normal', 'preventive_action', 'incident'];
const stages: Stage[] = ['regex', 'bert', 'llm', 'fallback'];
const messages = [
  'disk 50% full',
  'disk 501 full',
  'under_score',
  'underXscore',
  'back\\slash',
  'ÄPFEL und Birnen',
  'plain',
];

/** Two days and a bit, five logs an hour; neighbours share their millisecond. */
const all: ClassifiedLog[] = Array.from({ length: 260 }, (_, i) =>
  makeLog({
    observedAt: START + Math.floor(i / 5) * HOUR,
    message: messages[i % messages.length]!,
    source: ['nginx', 'sshd', 'kernel'][i % 3]!,
    masked: `template ${String(i % 4)}`,
    verdict: makeVerdict({
      category: ['Error', 'HTTP Status', 'User Action'][i % 3]!,
      triage: triages[(i >> 1) % 3]!,
      severity: 1 + (i % 10),
      decidedBy: stages[i % 4]!,
    }),
  }),
);

const newestFirst = [...all].sort((a, b) => b.observedAt - a.observedAt || (a.id < b.id ? 1 : -1));

beforeAll(async () => {
  db = await createTestDatabase();
  repository = new LogRepository(db.dataSource);
  await storeLogs(db, ...all);
});

afterAll(() => db.drop());

async function pages(query: LogQuery, limit: number): Promise<ClassifiedLog[][]> {
  const result: ClassifiedLog[][] = [];
  let cursor: string | null = null;
  do {
    const page = await repository.page(query, cursor, limit);
    result.push(page.logs);
    cursor = page.next;
  } while (cursor !== null);
  return result;
}

describe('page', () => {
  it.each([1, 7, 100, 260, 1_000])('shows every log once, newest first, %d at a time', async (limit) => {
    const found = await pages({}, limit);
    expect(found.flat()).toEqual(newestFirst);
    expect(found.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
    expect(found.at(-1)!.length).toBeGreaterThan(0);
  });

  const filters: [string, LogQuery][] = [
    ['one category', { category: ['Error'] }],
    ['several categories', { category: ['Error', 'User Action'] }],
    ['triage', { triage: ['incident', 'preventive_action'] }],
    ['triage normal', { triage: ['normal'] }],
    ['low severity', { minSeverity: 2 }],
    ['high severity', { minSeverity: 8 }],
    ['source', { source: ['sshd', 'kernel'] }],
    ['stage', { decidedBy: ['llm', 'fallback'] }],
    ['template', { templateId: all[2]!.templateId }],
    ['text', { q: 'full' }],
    ['text whatever its case', { q: 'äpfel UND' }],
    ['text with a percent sign', { q: '50%' }],
    ['text with an underscore', { q: 'r_s' }],
    ['text with a backslash', { q: 'k\\s' }],
    ['text that would end a string', { q: `'; DROP TABLE logs; --` }],
    [
      'everything together',
      {
        category: ['Error'],
        triage: ['preventive_action'],
        minSeverity: 4,
        source: ['nginx'],
        decidedBy: stages,
        q: 'A',
      },
    ],
  ];

  it.each(filters)('by %s agrees with the live filter', async (_name, filter) => {
    const expected = newestFirst.filter((log) => matchesFilter(filter, log));
    expect((await pages(filter, 50)).flat()).toEqual(expected);
  });

  it('finds something by each filter but the hostile one', () => {
    for (const [name, filter] of filters) {
      expect([name, all.some((log) => matchesFilter(filter, log))]).toEqual([name, !name.includes('end a string')]);
    }
  });

  it('by time of arrival: from inclusive, to exclusive', async () => {
    const query = { from: START + 10 * HOUR, to: START + 30 * HOUR };
    const expected = newestFirst.filter((log) => log.observedAt >= query.from && log.observedAt < query.to);
    expect(expected).toHaveLength(100);
    expect((await pages(query, 33)).flat()).toEqual(expected);
  });

  it.each(['', 'x', '0192f0c2', `${uuid7(START)}0`, '6f1c2f5e-6b0a-4d53-9f4e-0d7b1c3a2e55'])(
    'refuses the cursor "%s"',
    async (cursor) => {
      await expect(repository.page({}, cursor, 10)).rejects.toMatchObject({ kind: 'invalid', code: 'bad_cursor' });
    },
  );

  it('reads only the partitions that can hold an answer', async () => {
    const plan = await db.dataSource.query<Record<string, string>[]>(
      `EXPLAIN SELECT * FROM logs log WHERE log.observed_at <= '2026-03-01T12:00Z' AND (log.observed_at, log.id) < ('2026-03-01T12:00Z', '${all[60]!.id}')
       ORDER BY log.observed_at DESC, log.id DESC LIMIT 10`,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toContain('logs_20260301');
    expect(text).not.toMatch(/logs_2026030[23]/);
  });

  it('says so when a search takes too long', async () => {
    const impatient = await createDataSource({ url: db.url, poolSize: 1, statementTimeoutSeconds: 30 }).initialize();
    await impatient.query(`SET statement_timeout = '20ms'`);
    const blocker = db.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE logs IN ACCESS EXCLUSIVE MODE');
    const search = new LogRepository(impatient).page({ q: 'x' }, null, 1);
    await expect(search).rejects.toMatchObject({ kind: 'unprocessable', code: 'query_too_slow' });
    await blocker.rollbackTransaction();
    await blocker.release();
    await impatient.destroy();
  });
});

describe('find', () => {
  it('gives null for an id that no log has', async () => {
    await expect(repository.find(uuid7(START))).resolves.toBeNull();
    await expect(repository.find(uuid7(Date.UTC(1980, 0)))).resolves.toBeNull();
    await expect(repository.find('6f1c2f5e-6b0a-4d53-9f4e-0d7b1c3a2e55')).resolves.toBeNull();
    await expect(repository.find('no id at all')).resolves.toBeNull();
  });
});

describe('findMany', () => {
  it('gives the logs by id and leaves out what is not there', async () => {
    const wanted = [all[200]!, all[3]!, all[4]!];
    const found = await repository.findMany([...wanted.map(({ id }) => id), uuid7(START)]);
    expect(found).toEqual(new Map(wanted.map((log) => [log.id, log])));
    await expect(repository.findMany([])).resolves.toEqual(new Map());
  });
});

describe('after', () => {
  it('gives what was stored later, oldest first', async () => {
    const oldestFirst = [...newestFirst].reverse();
    const found = await repository.after(oldestFirst[99]!.id, 50);
    expect(found).toEqual(oldestFirst.slice(100, 150));
    await expect(repository.after(oldestFirst.at(-1)!.id, 50)).resolves.toEqual([]);
  });
});

it('says that the database is away', async () => {
  const proxy = await PostgresProxy.before(db.url);
  const remote = await createDataSource({ url: proxy.url, poolSize: 1, statementTimeoutSeconds: 30 }).initialize();
  proxy.goDown();
  await expect(new LogRepository(remote).page({}, null, 1)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'database_unavailable',
  });
  await remote.destroy();
  await proxy.close();
});
