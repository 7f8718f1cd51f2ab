import type { DeadLetter } from '../../src/core/dead-letter';
import type { ClassifiedLog } from '../../src/core/log';
import { uuid7 } from '../../src/core/uuid7';
import { LogRepository } from '../../src/persistence/log.repository';
import type { LogWriter } from '../../src/persistence/log-writer';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { makeBatch, openWriter, storeTemplates } from '../support/postgres-writer';

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

describe('round trip', () => {
  const odd =
    'tab\there, newline\nhere, return\rhere, backslash \\ and \\n and \\., quote " \', 100 %, 😀 Ω \u0001\u007f\uFFFD';

  const cases: [string, Partial<ClassifiedLog>][] = [
    ['every property set', { geo: { country: 'US', countryName: 'United States', city: null, asn: 15169 }, bot: true }],
    ['nothing that may be absent', { verdict: makeVerdict({ ruleId: null, suggestion: null, triage: 'normal' }) }],
    [
      'odd text everywhere',
      {
        message: odd,
        raw: `${odd}!`,
        source: odd,
        level: odd,
        format: odd,
        template: odd,
        verdict: makeVerdict({ category: odd, ruleId: odd, modelVersion: odd, suggestion: odd }),
        fields: { [odd]: odd, deep: [{ a: [1, -0.5, 1e300, true, null, ''] }] },
        geo: { country: odd, countryName: null, city: odd, asn: null },
        threats: ['xss', 'a "quoted" one', 'back\\slash', '', 'com,ma', '{brace}', odd],
      },
    ],
    ['empty texts', { message: '', raw: '', source: '', level: '', format: '', masked: '', fields: {} }],
    ['texts that look like NULL', { message: '\\N', raw: 'NULL', source: '\\N', threats: ['NULL', '\\N'] }],
    ['raw that is the message', { raw: 'GET /admin returned 403' }],
    ['a long line', { message: 'x'.repeat(65_536), raw: 'ü'.repeat(65_536) }],
    [
      'times at the edges',
      { timestamp: Date.UTC(1970, 0, 1, 0, 0, 0, 1), observedAt: Date.UTC(2026, 11, 31, 23, 59, 59, 999) },
    ],
    ['a time before 1970', { timestamp: -1 }],
    [
      'a pending verdict of the model',
      {
        status: 'pending',
        verdict: makeVerdict({
          decidedBy: 'bert',
          ruleId: null,
          modelVersion: '2026-11-01',
          severity: 1,
          confidence: 0.25,
        }),
      },
    ],
  ];

  it.each(cases)('keeps %s', async (_name, given) => {
    const log = makeLog(given);
    await storeTemplates(db, [log]);
    const { rejected } = await writer.write(makeBatch({ logs: [log] }));
    expect(rejected.size).toBe(0);
    expect(await logs.find(log.id)).toEqual(log);
  });

  it('stores a message once when the raw line is the same', async () => {
    const log = makeLog({ raw: 'GET /admin returned 403' });
    await writer.write(makeBatch({ logs: [log] }));
    expect(await db.count('logs WHERE id = $1 AND raw IS NULL', log.id)).toBe(1);
  });

  it('stores many chunks and days in one batch, each log once', async () => {
    const day = 86_400_000;
    const many = Array.from({ length: 3_000 }, (_, i) =>
      makeLog({ message: `line ${String(i)}`, observedAt: Date.UTC(2026, 5, 1 + (i % 3)) + day / 2 + i }),
    );
    await writer.write(makeBatch({ logs: many }));
    const ids = many.map(({ id }) => id);
    expect(await db.count('logs WHERE id = ANY($1)', ids)).toBe(3_000);
    expect(await db.count('logs_20260602 WHERE id = ANY($1)', ids)).toBe(1_000);
  });

  it('stores dead letters byte for byte, however odd', async () => {
    const raw = Buffer.from([0, 1, 9, 10, 13, 92, 128, 255]);
    const letter: DeadLetter = {
      id: uuid7(1),
      record: null,
      origin: 'kafka:raw-logs/3@1042',
      raw,
      observedAt: Date.UTC(2026, 0, 2),
      stage: 'parse',
      code: 'bad',
      detail: 'a\0b\tc',
    };
    await writer.write(
      makeBatch({ deadLetters: [letter, { ...letter, id: uuid7(2), observedAt: Number.NaN, raw: Buffer.alloc(0) }] }),
    );
    const rows = await db.dataSource.query<Record<string, unknown>[]>(
      `SELECT origin, raw, observed_at, stage, code, detail FROM dead_letters WHERE code = 'bad' ORDER BY id`,
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      origin: letter.origin,
      raw,
      observed_at: new Date(letter.observedAt),
      stage: 'parse',
      code: 'bad',
      detail: 'a\uFFFDb\tc',
    });
    expect(rows[1]!['raw']).toEqual(Buffer.alloc(0));
  });
});
