import { Pool } from 'pg';
import { templateIdOf } from '../../src/core/template-id';
import type { LearnedForm, TemplateCount } from '../../src/core/template';
import { BUCKET_MS, COMPACT_COUNTS } from '../../src/persistence/template-counts';
import { TemplateRepository } from '../../src/persistence/template.repository';
import { TemplateStore } from '../../src/persistence/template-store';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeBatch, openWriter, type TestWriter } from '../support/postgres-writer';

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 21, 12);

let db: TestDatabase;
let writer: TestWriter;
let pool: Pool;
let templates: TemplateRepository;

beforeEach(async () => {
  db = await createTestDatabase();
  writer = openWriter(db);
  pool = new Pool({ connectionString: db.url, max: 1 });
  templates = new TemplateRepository(db.dataSource);
  await learn(formOf('disk failed'), formOf('fan stopped'), formOf('door open'));
});

afterEach(async () => {
  await pool.end();
  await writer.close();
  await db.drop();
});

function formOf(text: string, merged: LearnedForm['merged'] = []): LearnedForm {
  return { id: templateIdOf(text), masked: text, template: { id: templateIdOf(text), text }, merged };
}

async function learn(...forms: LearnedForm[]): Promise<void> {
  await new TemplateStore(pool, { retryMs: 5_000, attemptMs: 5_000 }).learn(0, () => forms);
}

function seen(text: string, given: Partial<TemplateCount> = {}): TemplateCount {
  const firstSeen = given.firstSeen ?? NOON;
  const templateId = templateIdOf(text);
  return { templateId, source: 'a', level: 'INFO', firstSeen, lastSeen: firstSeen, count: 1, ...given };
}

async function count(...templateCounts: TemplateCount[]): Promise<void> {
  await writer.writer.write(makeBatch({ templateCounts }));
}

describe('the counts of templates', () => {
  beforeEach(async () => {
    await count(
      seen('disk failed', { count: 5, lastSeen: NOON + 7 }),
      seen('disk failed', { count: 2, level: 'ERROR', source: 'b' }),
      seen('fan stopped', { firstSeen: NOON - HOUR_MS, count: 9 }),
    );
    await count(seen('disk failed', { firstSeen: NOON + HOUR_MS, count: 4 }), seen('door open'));
  });

  it('add up by source and level', async () => {
    const { templates: listed, total } = await templates.list({}, 'count', 10);
    expect(listed.map(({ template, count: times }) => [template, times])).toEqual([
      ['disk failed', 11],
      ['fan stopped', 9],
      ['door open', 1],
    ]);
    expect(listed[0]).toMatchObject({
      firstSeen: new Date(NOON),
      lastSeen: new Date(NOON + HOUR_MS),
      bySource: { a: 9, b: 2 },
      byLevel: { INFO: 9, ERROR: 2 },
    });
    expect(total).toEqual({ templates: 3, logs: 21 });
  });

  it.each([
    ['source', { source: ['b'] }, [2]],
    ['level', { level: ['ERROR', 'FATAL'] }, [2]],
    ['beginning', { from: NOON + 1 + BUCKET_MS }, [4]],
    ['end', { to: NOON }, [9]],
    ['text', { q: 'FAN' }, [9]],
    ['text with signs of LIKE', { q: '%' }, []],
  ])('are filtered by %s', async (_, filter, counts) => {
    expect((await templates.list(filter, 'count', 10)).templates.map((one) => one.count)).toEqual(counts);
  });

  it('come in the order asked for, and say how many there are behind the last', async () => {
    const newest = await templates.list({}, 'newest', 1);
    expect(newest.templates).toHaveLength(1);
    expect(newest.total).toEqual({ templates: 3, logs: 21 });
    const last = await templates.list({}, 'last', 3);
    expect(last.templates.map(({ template }) => template)[0]).toBe('disk failed');
  });

  it('make a series', async () => {
    expect(await templates.series(templateIdOf('disk failed'), {}, HOUR_MS)).toEqual([
      { time: NOON, count: 7 },
      { time: NOON + HOUR_MS, count: 4 },
    ]);
  });

  it('are the same when they are put together, in hours once they are old', async () => {
    const before = await templates.list({}, 'count', 10);
    const old = Date.now() - 72 * HOUR_MS;
    const hour = old - (old % HOUR_MS);
    const stretches = [hour, hour + BUCKET_MS, hour + BUCKET_MS];
    await count(...stretches.map((firstSeen) => seen('disk failed', { firstSeen, source: 'old' })));
    const rows = await db.count('template_counts');
    await Promise.all([db.dataSource.query(COMPACT_COUNTS), db.dataSource.query(COMPACT_COUNTS)]);
    expect(await db.count('template_counts')).toBe(rows - 2);
    expect(await templates.series(templateIdOf('disk failed'), { source: ['old'] }, BUCKET_MS)).toEqual([
      { time: hour, count: 3 },
    ]);
    expect(await templates.list({ source: ['a', 'b'] }, 'count', 10)).toEqual(before);
  });

  it('follow a template that turns out to be another one, also those that come late', async () => {
    const [from, into] = [templateIdOf('fan stopped'), templateIdOf('disk failed')];
    await learn(formOf('pump stopped', [{ from, into }]));
    await count(seen('fan stopped', { firstSeen: NOON }));
    expect(await templates.find(from, {})).toMatchObject({ id: into, template: 'disk failed', count: 21 });
    expect(await db.count('template_forms WHERE template_id = $1', from)).toBe(0);
  });
});

it('of a template that was never counted are zero, and of an unknown one nothing', async () => {
  expect(await templates.find(templateIdOf('door open'), {})).toMatchObject({ count: 0, bySource: {}, byLevel: {} });
  expect(await templates.find(templateIdOf('nothing'), {})).toBeNull();
  expect(await templates.list({}, 'count', 10)).toEqual({ templates: [], total: { templates: 0, logs: 0 } });
});
