import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '../support/process';
import { eventually, post, requestJson, upload } from '../support/server';
import { createTestDatabase } from '../support/postgres';

const LINES = 30_000;

interface Job {
  id: string;
  state: string;
  done: number;
}

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'logsieve-process-'));
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a server that is killed in the middle of an upload', () => {
  it('keeps every answer it gave, and ends the job without losing or doubling a line', async () => {
    const db = await createTestDatabase();
    const settings = { DATABASE_URL: db.url, DATA_DIR: dataDir };
    const first = await startProcess(settings);
    const { body: answered } = await post<{ results: { id: string }[] }>(
      `${first.url}/classify/batch?source=before`,
      'text/plain',
      'User 1 logged in.\n'.repeat(500),
    );
    const lines = Array.from({ length: LINES }, (_, i) => `line ${String(i)} of the upload`);
    const { body: job } = await upload<Job>(`${first.url}/classify/batch`, 'upload.log', lines.join('\n'));
    await eventually(
      async () => (await requestJson<Job>(`${first.url}/jobs/${job.id}`)).body,
      ({ done }) => done > 0,
    );
    await first.end('SIGKILL');
    const atDeath = await db.count(`logs WHERE source = 'upload'`);
    expect(atDeath).toBeGreaterThan(0);
    expect(atDeath).toBeLessThan(LINES);
    // Batches are whole: the checkpoint and the rows agree to the line.
    const [checkpoint] = await db.dataSource.query<{ position: string }[]>('SELECT position FROM checkpoints');
    expect(Number(checkpoint?.position)).toBe(atDeath);

    const second = await startProcess(settings);
    await eventually(
      async () => (await requestJson<Job>(`${second.url}/jobs/${job.id}`)).body,
      ({ state }) => state === 'done',
    );
    expect(await db.count(`logs WHERE source = 'upload'`)).toBe(LINES);
    const { body } = await requestJson<{ results: { message: string }[] }>(`${second.url}/jobs/${job.id}/result`);
    expect(body.results.map(({ message }) => message)).toEqual(lines);
    for (const { id } of [answered.results[0]!, answered.results[499]!]) {
      expect(await requestJson(`${second.url}/classify/${id}`)).toMatchObject({ status: 200, body: { id } });
    }
    expect(await db.count(`logs WHERE source = 'before'`)).toBe(500);
    expect(await second.end('SIGTERM')).toBe(0);
    await db.drop();
  });
});

describe('a server with nothing but a folder', () => {
  it('brings its own PostgreSQL, keeps what it stored, and stops it however it ends', async () => {
    const first = await startProcess({ DATA_DIR: dataDir });
    const { body } = await post<{ id: string }>(
      `${first.url}/classify`,
      'application/json',
      '{"message":"User 1 logged in."}',
    );
    await first.end('SIGKILL');
    const second = await startProcess({ DATA_DIR: dataDir });
    expect(await requestJson(`${second.url}/classify/${body.id}`)).toMatchObject({ status: 200 });
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

describe('a start that cannot work', () => {
  it('says that the port is taken', async () => {
    const first = await startProcess({ DATA_DIR: dataDir });
    const other = mkdtempSync(join(tmpdir(), 'logsieve-process-'));
    await expect(startProcess({ DATA_DIR: other, PORT: new URL(first.url).port })).rejects.toThrow(/EADDRINUSE|in use/);
    rmSync(other, { recursive: true, force: true });
    await first.end('SIGTERM');
  });

  it('names every wrong setting and prints no value', async () => {
    await expect(
      startProcess({ PORT: '99999', REDACTION: 'no', LLM_BASE_URL: 'secret-thing', DATA_DIR: dataDir }),
    ).rejects.toThrow(
      /PORT: .*65535[\s\S]*REDACTION: must be one of mask, hash, off[\s\S]*LLM_BASE_URL: must be an http/,
    );
    await expect(startProcess({ LLM_BASE_URL: 'secret-thing' })).rejects.not.toThrow('secret-thing');
  });
});
