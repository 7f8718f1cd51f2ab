import { AlertDecider } from '../../src/alerting/alert-decider';
import { OK, reject } from '../../src/core/outcome';
import { rawLine } from '../../src/core/record';
import { uuid7 } from '../../src/core/uuid7';
import { entryOf, sourceRecordOf } from '../../src/ingestion/kafka/record-entries';
import { publicationOf } from '../../src/pipeline/publication';
import { storeStep } from '../../src/pipeline/steps/store.step';
import { loadConfig } from '../../src/config/load';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { openWriter } from '../support/postgres-writer';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});

afterAll(() => db.drop());

it.each(['refused by a step', 'refused by PostgreSQL'])(
  'makes a dead letter of each record of an event that was %s',
  async (what) => {
    const lines = ['charge failed', '\tat shop.Pay.charge(Pay.java:7)'];
    const records = lines.map((line, i) => ({
      offset: 7 + i,
      timestamp: 5,
      key: null,
      value: Buffer.from(line),
      headers: {},
    }));
    const entry = entryOf({ log: rawLine(lines.join('\n'), null) }, Date.now(), 1_000);
    entry.outcome = what === 'refused by a step' ? reject('parse', 'internal', 'x') : OK;
    Object.assign(entry.log, { templateId: uuid7(Date.now()), formId: 'none' });
    const { kafka } = loadConfig({ file: '/nowhere/logsieve.yaml', create: false, env: {}, flags: {} });
    const { writer, close } = openWriter(db);
    const alerts = new AlertDecider('a secret of tests', { isNew: () => false, isRare: () => false });
    await storeStep(
      writer,
      publicationOf(kafka),
      alerts,
    )({
      origin: what,
      entries: [entry],
      recordsOf: () => records.map((record) => sourceRecordOf('raw-logs', 3, record)),
      keep: 'all',
      checkpoint: null,
    });
    await close();
    expect(entry.outcome.kind).toBe('reject');
    const letters = await db.dataSource.query<unknown[]>(
      'SELECT raw, record_offset FROM dead_letters WHERE origin = $1 ORDER BY record_offset',
      [what],
    );
    expect(letters).toEqual(lines.map((line, i) => ({ raw: Buffer.from(line), record_offset: String(7 + i) })));
    expect(await db.count('logs')).toBe(0);
  },
);
