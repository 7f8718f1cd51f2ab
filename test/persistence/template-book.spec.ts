import { Pool } from 'pg';
import { maskMessage } from '../../src/core/mask';
import type { Template } from '../../src/core/template';
import { templateIdOf } from '../../src/core/template-id';
import { TemplateStore } from '../../src/persistence/template-store';
import { TemplateBook } from '../../src/pipeline/template-book';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let db: TestDatabase;
let pools: Pool[];

beforeEach(async () => {
  db = await createTestDatabase();
  pools = [];
});

afterEach(async () => {
  for (const pool of pools) await pool.end();
  await db.drop();
});

/** The templates of a server that has just started. */
async function openBook(): Promise<TemplateBook> {
  const pool = new Pool({ connectionString: db.url, max: 1 });
  pools.push(pool);
  const book = new TemplateBook(new TemplateStore(pool, { retryMs: 5_000, attemptMs: 5_000 }));
  await book.load();
  return book;
}

async function learn(book: TemplateBook, ...messages: string[]): Promise<Template[]> {
  const masked = messages.map(maskMessage);
  const learned = await book.learn([...new Set(masked)]);
  return masked.map((text) => learned.get(text)!);
}

/** Names that only a person knows to be names; enough of them make a placeholder. */
const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'oscar'];
const SESSIONS = USERS.map((user) => `session opened for user ${user}`);

it('keeps templates over a restart', async () => {
  const [template] = await learn(await openBook(), 'worker 7 started');
  expect(template).toEqual({ id: templateIdOf('worker <NUM> started'), text: 'worker <NUM> started' });
  const again = await openBook();
  expect(await learn(again, 'worker 8 started')).toEqual([template]);
  expect(await db.count('templates')).toBe(1);
  expect(await db.count('template_forms')).toBe(1);
});

it('gives one event one template in all servers, whoever has seen which part of it', async () => {
  const [one, two] = [await openBook(), await openBook()];
  await Promise.all(SESSIONS.map((message, i) => learn(i % 2 === 0 ? one : two, message)));
  const ids = new Set([
    ...(await learn(one, 'session opened for user peggy')).map(({ id }) => id),
    ...(await learn(two, 'session opened for user trent')).map(({ id }) => id),
    ...(await learn(await openBook(), 'session opened for user victor')).map(({ id }) => id),
  ]);
  expect(ids.size).toBe(1);
  // Whatever stood for a name on its own before belongs to that template now.
  expect(await db.count('template_forms WHERE template_id <> $1', [...ids][0])).toBe(0);
  expect(await db.count('templates WHERE merged_into IS NULL')).toBe(1);
});

it('learns what it could not store when the database was away', async () => {
  const book = await openBook();
  await learn(book, 'worker 7 started');
  await db.dataSource.query('ALTER TABLE templates RENAME TO away');
  await expect(learn(book, 'disk 3 failed')).rejects.toThrow('templates');
  await db.dataSource.query('ALTER TABLE away RENAME TO templates');
  await learn(book, 'fan 2 stopped');
  expect(await db.count(`template_forms WHERE masked IN ('disk <NUM> failed', 'fan <NUM> stopped')`)).toBe(2);
});

it('does not let a text that PostgreSQL refuses stand in the way of others', async () => {
  const book = await openBook();
  const odd = 'nul \0 in 3 places';
  const [first, second] = await learn(book, odd, 'worker 7 started');
  expect(first).toEqual({ id: templateIdOf(maskMessage(odd)), text: maskMessage(odd) });
  expect(second).toMatchObject({ text: 'worker <NUM> started' });
  expect(await learn(book, odd)).toEqual([first]);
  expect(await db.count('template_forms')).toBe(1);
});
