import { existsSync } from 'node:fs';
import { JobService } from '../../src/ingestion/http/jobs/job.service';
import {
  eventually,
  post,
  requestJson,
  startTestServer,
  upload,
  type Answered,
  type TestServer,
} from '../support/server';

interface Job {
  id: string;
  state: string;
  total: number | null;
  done: number;
  rejected: number;
  error: string | null;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ MAX_BATCH_ROWS: '1000' });
});

afterAll(() => server.stop());

async function finished(location: string | null): Promise<Job> {
  const ask = async (): Promise<Job> => (await requestJson<Job>(server.url + String(location))).body;
  return eventually(ask, ({ state }) => state === 'done' || state === 'failed');
}

async function accepted(answer: Promise<Answered<Job>>): Promise<string> {
  const { status, headers, body } = await answer;
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/jobs/${body.id}`);
  return `/jobs/${body.id}`;
}

const lines = (count: number, source: string): string =>
  Array.from({ length: count }, (_, i) => `${source} User ${String(i)} logged in.`).join('\n');

describe('a job', () => {
  it('takes over a file with too many rows and answers every row in order', async () => {
    const location = await accepted(upload(`${server.url}/classify/batch`, 'many.log', lines(4321, 'many')));
    expect(await finished(location)).toMatchObject({ state: 'done', total: 4321, done: 4321, rejected: 0 });
    expect(await server.db.count(`logs WHERE source = 'many'`)).toBe(4321);

    const { body } = await requestJson<{ results: { message: string }[]; summary: object }>(
      `${server.url}${location}/result`,
    );
    expect(body.results.map(({ message }) => message)).toEqual(lines(4321, 'many').split('\n'));
    expect(body.summary).toMatchObject({ total: 4321, classified: 4321, byCategory: { 'User Action': 4321 } });

    const ndjson = await fetch(`${server.url}${location}/result`, { headers: { accept: 'application/x-ndjson' } });
    expect((await ndjson.text()).trimEnd().split('\n')).toHaveLength(4321);
  });

  it('keeps the columns of a table and reports its bad rows', async () => {
    const rows = Array.from({ length: 1500 }, (_, i) =>
      i === 700 ? '700,' : `${String(i)},User ${String(i)} logged in.`,
    );
    const location = await accepted(
      post(`${server.url}/classify/batch`, 'text/csv', `nr,message\n${rows.join('\n')}\n`),
    );
    expect(await finished(location)).toMatchObject({ state: 'done', total: 1500, done: 1500, rejected: 1 });
    const answer = await fetch(`${server.url}${location}/result`, { headers: { accept: 'text/csv' } });
    const csv = (await answer.text()).trimEnd().split('\r\n');
    expect(csv[0]).toBe(
      'nr,message,target_label,category,severity,triage,confidence,decided_by,suggestion,log_id,error',
    );
    expect(csv.slice(1).map((line) => line.split(',', 1)[0])).toEqual(rows.map((_, i) => String(i)));
    expect(csv[701]).toContain('empty_message');
  });

  it('is made of any body when the client prefers so', async () => {
    const batch = `${server.url}/classify/batch?source=async`;
    const prefer = { prefer: 'respond-async' };
    const text = await accepted(post(batch, 'text/plain', 'one\ntwo\n', prefer));
    const json = await accepted(post(batch, 'application/json', '[{"message":"three"},{"x":1}]', prefer));
    expect(await finished(text)).toMatchObject({ state: 'done', total: 2, rejected: 0 });
    expect(await finished(json)).toMatchObject({ state: 'done', total: 2, rejected: 1 });
    expect(await server.db.count(`logs WHERE source = 'async'`)).toBe(3);
  });

  it('fails with the reason when the file cannot be read to its end, and stores nothing of it', async () => {
    const before = await server.db.count('logs');
    const prefer = { prefer: 'respond-async' };
    const location = await accepted(upload(`${server.url}/classify/batch`, 'broken.xlsx', 'no workbook', prefer));
    const job = await finished(location);
    expect(job).toMatchObject({ state: 'failed', done: 0 });
    expect(job.error).toContain('not a readable .xlsx');
    expect(await server.db.count('logs')).toBe(before);
    expect(await requestJson(`${server.url}${location}/result`)).toMatchObject({
      status: 409,
      body: { code: 'job_not_done' },
    });
  });

  it('is forgotten with its files when its time is over', async () => {
    const location = await accepted(
      post(`${server.url}/classify/batch`, 'text/plain', 'x\n', { prefer: 'respond-async' }),
    );
    await finished(location);
    const folder = `${server.dataDir}${location}`;
    expect(existsSync(folder)).toBe(true);
    await server.db.dataSource.query(`UPDATE jobs SET finished_at = now() - interval '100 days'`);
    await server.app.get(JobService, { strict: false }).forgetOld();
    expect(existsSync(folder)).toBe(false);
    expect(await requestJson(server.url + location)).toMatchObject({ status: 404 });
    expect(await server.db.count('checkpoints')).toBe(0);
  });
});
