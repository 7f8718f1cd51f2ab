import { Pool } from 'pg';
import type { Checkpoint } from '../../src/core/checkpoint';
import type { ClassifiedLog } from '../../src/core/log';
import { uuid7 } from '../../src/core/uuid7';
import type { WriteTimes } from '../../src/persistence/durable-transaction';
import { LogWriter } from '../../src/persistence/log-writer';
import { PartitionService } from '../../src/persistence/partition.service';
import { TemplateStore } from '../../src/persistence/template-store';
import type { WriteBatch } from '../../src/persistence/write-batch';
import type { TestDatabase } from './postgres';

/** A writer with connections of its own. */
export interface TestWriter {
  readonly writer: LogWriter;
  readonly close: () => Promise<void>;
}

/** `url` is where the writer connects to, when that is not the database itself. */
export function openWriter(db: TestDatabase, options: Partial<WriteTimes> & { url?: string } = {}): TestWriter {
  const { url = db.url, ...rest } = options;
  const pool = new Pool({ connectionString: url, max: 2 });
  // Tests break idle connections on purpose.
  pool.on('error', () => undefined);
  const partitions = new PartitionService(db.dataSource);
  const writer = new LogWriter(pool, partitions, { retryMs: 10_000, attemptMs: 10_000, ...rest });
  return { writer, close: () => pool.end() };
}

/** A checkpoint whose state follows from its position. */
export function makeCheckpoint(source: string, expected: number, next: number): Checkpoint {
  return { source, expected, next, gap: null, state: { resultBytes: next * 10 } };
}

/** A batch of nothing but what is given. */
export function makeBatch(given: Partial<WriteBatch>): WriteBatch {
  return {
    origin: 'test',
    deadLettersOf: (log, error) => [
      {
        id: uuid7(Date.now()),
        origin: given.origin ?? 'test',
        raw: Buffer.from(log.raw),
        record: null,
        observedAt: log.observedAt,
        stage: 'store',
        ...error,
      },
    ],
    logs: [],
    deadLetters: [],
    mirrorTopic: null,
    outbox: [],
    unkept: [],
    templateCounts: [],
    alertHits: [],
    checkpoint: null,
    ...given,
  };
}

/** Stores the templates of logs, each with one form. */
export async function storeTemplates(db: TestDatabase, logs: readonly ClassifiedLog[]): Promise<void> {
  const pool = new Pool({ connectionString: db.url, max: 1 });
  await new TemplateStore(pool, { retryMs: 10_000, attemptMs: 10_000 }).learn(0, () =>
    [...new Map(logs.map((log) => [log.formId, log])).values()].map(({ formId, masked, templateId, template }) => ({
      id: formId,
      masked,
      template: { id: templateId, text: template },
      merged: [],
    })),
  );
  await pool.end();
}

/** Stores logs the way the server does. */
export async function storeLogs(db: TestDatabase, ...logs: ClassifiedLog[]): Promise<void> {
  const { writer, close } = openWriter(db);
  await storeTemplates(db, logs);
  await writer.write(makeBatch({ logs }));
  await close();
}
