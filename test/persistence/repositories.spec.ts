import type { AlertHit } from '../../src/core/alert-hit';
import type { ClassifiedLog } from '../../src/core/log';
import { templateIdOf } from '../../src/core/template-id';
import { uuid7 } from '../../src/core/uuid7';
import { CheckpointRepository } from '../../src/persistence/checkpoint.repository';
import { JobRepository } from '../../src/persistence/job.repository';
import { LogRepository } from '../../src/persistence/log.repository';
import { PendingRepository } from '../../src/persistence/pending.repository';
import { LlmVerdictRepository } from '../../src/persistence/llm-verdict.repository';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { makeBatch, openWriter, storeLogs } from '../support/postgres-writer';

const noHits = (): AlertHit[] => [];

let db: TestDatabase;

beforeEach(async () => {
  db = await createTestDatabase();
});

afterEach(() => db.drop());

describe('LlmVerdictRepository', () => {
  it('remembers what the LLM said, for one version of the prompt', async () => {
    const templates = new LlmVerdictRepository(db.dataSource);
    const log = makeLog();
    await storeLogs(db, log, makeLog({ masked: 'another' }));
    const verdict = makeVerdict({ decidedBy: 'llm', modelVersion: 'a-model', ruleId: null });
    await expect(templates.llmVerdict(log.formId, 'v1')).resolves.toBeNull();
    await templates.saveLlmVerdict(log.formId, 'v1', verdict);
    await expect(templates.llmVerdict(log.formId, 'v1')).resolves.toEqual(verdict);
    await expect(templates.llmVerdict(log.formId, 'v2')).resolves.toBeNull();
    await expect(templates.llmVerdicts('v1', 10)).resolves.toEqual(new Map([[log.formId, verdict]]));
    await expect(templates.llmVerdicts('v2', 10)).resolves.toEqual(new Map());
  });
});

describe('PendingRepository', () => {
  function pendingLogs(template: string, count: number, given: Partial<ClassifiedLog> = {}): ClassifiedLog[] {
    return Array.from({ length: count }, () => makeLog({ masked: template, status: 'pending', ...given }));
  }

  it('claims each template with pending logs once, with a sample', async () => {
    const pending = new PendingRepository(db.dataSource);
    const old = pendingLogs('old', 3, { observedAt: Date.now() - 5 * 86_400_000 });
    const fresh = pendingLogs('fresh', 200);
    await storeLogs(db, ...old, ...fresh, makeLog({ masked: 'final' }));
    const claimed = await pending.claim(10, 60);
    expect(claimed.map(({ formId }) => formId).sort()).toEqual([old[0]!.formId, fresh[0]!.formId].sort());
    for (const { formId, sample } of claimed) {
      expect([...old, ...fresh]).toContainEqual(sample);
      expect(sample.formId).toBe(formId);
    }
    await expect(pending.claim(10, 60)).resolves.toEqual([]);
  });

  it('gives no template to two servers, and gives it again when the lease is over', async () => {
    const templates = Array.from({ length: 12 }, (_, i) => `template ${String(i)}`);
    await storeLogs(db, ...templates.flatMap((template) => pendingLogs(template, 2)));
    const servers = Array.from({ length: 4 }, () => new PendingRepository(db.dataSource));
    const claims = (await Promise.all(servers.map((server) => server.claim(5, 0.2)))).flat();
    expect(claims.length).toBeGreaterThan(0);
    expect(new Set(claims.map(({ formId }) => formId)).size).toBe(claims.length);
    await new Promise((resolve) => setTimeout(resolve, 250));
    const again = await servers[0]!.claim(100, 60);
    expect(again.map(({ formId }) => formId).sort()).toEqual(templates.map(templateIdOf).sort());
  });

  it.each([
    [
      'raises severity and triage',
      { severity: 3, triage: 'normal' as const },
      { severity: 9, triage: 'incident' as const },
      { severity: 9, triage: 'incident' },
    ],
    [
      'never lowers them',
      { severity: 8, triage: 'incident' as const },
      { severity: 2, triage: 'normal' as const },
      { severity: 8, triage: 'incident' },
    ],
    [
      'takes the worse of each',
      { severity: 2, triage: 'preventive_action' as const },
      { severity: 5, triage: 'normal' as const },
      { severity: 5, triage: 'preventive_action' },
    ],
  ])('%s', async (_name, local, said, expected) => {
    const pending = new PendingRepository(db.dataSource);
    const log = makeLog({ status: 'pending', verdict: makeVerdict(local) });
    await storeLogs(db, log);
    const verdict = makeVerdict({
      ...said,
      category: 'Workflow Error',
      decidedBy: 'llm',
      ruleId: null,
      modelVersion: 'a-model',
      suggestion: null,
      confidence: 0.75,
    });
    const upgraded = await pending.upgrade(log.formId, verdict, 10, noHits);
    // What to do about it stays when the LLM says nothing better.
    const after = {
      ...log,
      status: 'final',
      verdict: { ...verdict, ...expected, suggestion: 'Look at the access log.' },
    };
    expect(upgraded).toEqual([after]);
    expect(await new LogRepository(db.dataSource).find(log.id)).toEqual(after);
  });

  it('goes through many logs in bounded steps, each log once, also from two servers', async () => {
    const logs = pendingLogs('many', 50);
    await storeLogs(db, ...logs, makeLog({ masked: 'many' }), ...pendingLogs('other', 3));
    const verdict = makeVerdict({ decidedBy: 'llm', ruleId: null });
    const upgraded: string[] = [];
    await Promise.all(
      [0, 1].map(async () => {
        const pending = new PendingRepository(db.dataSource);
        for (let part = await pending.upgrade(logs[0]!.formId, verdict, 7, noHits); part.length > 0;) {
          expect(part.length).toBeLessThanOrEqual(7);
          upgraded.push(...part.map(({ id }) => id));
          part = await pending.upgrade(logs[0]!.formId, verdict, 7, noHits);
        }
      }),
    );
    expect(upgraded.sort()).toEqual(logs.map(({ id }) => id).sort());
    expect((await new PendingRepository(db.dataSource).claim(10, 60)).map(({ formId }) => formId)).toEqual([
      templateIdOf('other'),
    ]);
  });

  it('can leave logs as they are, for good', async () => {
    const [log] = pendingLogs('kept', 1);
    await storeLogs(db, log!);
    const pending = new PendingRepository(db.dataSource);
    expect(await pending.keep(log!.formId, 10)).toEqual([{ ...log, status: 'final' }]);
    expect(await pending.keep(log!.formId, 10)).toEqual([]);
    expect(await pending.claim(10, 60)).toEqual([]);
  });
});

describe('JobRepository', () => {
  it('knows a job from its start to its end', async () => {
    const jobs = new JobRepository(db.dataSource);
    const job = { id: uuid7(Date.now()), fileName: 'access.log', source: null, format: 'log', createdAt: Date.now() };
    await jobs.create(job);
    const queued = { ...job, state: 'queued', total: null, error: null, startedAt: null, finishedAt: null };
    expect(await jobs.find(job.id)).toEqual(queued);
    await jobs.start(job.id, 100_000);
    const first = (await jobs.find(job.id))!;
    expect(first).toMatchObject({ state: 'running', total: 100_000, startedAt: expect.any(Number) as number });
    await jobs.start(job.id, 100_000);
    expect((await jobs.find(job.id))!.startedAt).toBe(first.startedAt);
    expect(await jobs.unfinished()).toEqual([first]);
    await jobs.finish(job.id, 'failed', 'row 7: broken quoting');
    expect(await jobs.find(job.id)).toMatchObject({
      state: 'failed',
      error: 'row 7: broken quoting',
      finishedAt: expect.any(Number) as number,
    });
    expect(await jobs.unfinished()).toEqual([]);
    expect(await jobs.find(uuid7(0))).toBeNull();
  });

  it('gives unfinished jobs in the order in which they came', async () => {
    const jobs = new JobRepository(db.dataSource);
    const ids = [3, 1, 2].map((createdAt) => ({ id: uuid7(createdAt), createdAt }));
    for (const { id, createdAt } of ids)
      await jobs.create({ id, createdAt, fileName: null, source: 'nginx', format: 'csv' });
    expect((await jobs.unfinished()).map(({ createdAt }) => createdAt)).toEqual([1, 2, 3]);
  });

  it('forgets jobs that have been finished for long enough', async () => {
    const jobs = new JobRepository(db.dataSource);
    const [done, running] = [uuid7(1), uuid7(2)];
    for (const id of [done, running])
      await jobs.create({ id, fileName: null, source: null, format: 'csv', createdAt: 1 });
    await jobs.finish(done, 'done', null);
    expect(await jobs.deleteFinishedBefore(Date.now() - 60_000)).toEqual([]);
    expect(await jobs.deleteFinishedBefore(Date.now() + 60_000)).toEqual([done]);
    expect(await jobs.find(done)).toBeNull();
    expect(await jobs.find(running)).not.toBeNull();
  });
});

describe('CheckpointRepository', () => {
  it('reads and deletes what the writer has set', async () => {
    const checkpoints = new CheckpointRepository(db.dataSource);
    const { writer, close } = openWriter(db);
    await expect(checkpoints.read('job:1')).resolves.toBeNull();
    const checkpoint = { source: 'job:1', expected: 0, next: 2 ** 52, gap: null, state: { rows: [1, null] } };
    await writer.write(makeBatch({ checkpoint }));
    await close();
    await expect(checkpoints.read('job:1')).resolves.toEqual({ position: 2 ** 52, state: { rows: [1, null] } });
    await checkpoints.delete('job:1');
    await expect(checkpoints.read('job:1')).resolves.toBeNull();
  });
});
