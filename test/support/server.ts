import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load';
import { startServer, type RunningServer } from '../../src/server';
import { createTestDatabase, type TestDatabase } from './postgres';

/** A whole server in this process, on a free port and a database of its own. */
export interface TestServer extends RunningServer {
  readonly db: TestDatabase;
  readonly dataDir: string;
}

/** Starts a server; `settings` are environment names, as an administrator would set them. */
export async function startTestServer(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const db = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'logsieve-server-'));
  const flags = { PORT: '0', DATABASE_URL: db.url, DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...settings };
  const server = await startServer(loadConfig({ file: join(dataDir, 'none.yaml'), create: false, env: {}, flags }));
  return {
    ...server,
    db,
    dataDir,
    stop: async () => {
      await server.stop();
      await db.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An answer of the server with its body read. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Sends a request and reads a JSON answer. */
export async function requestJson<T = Record<string, unknown>>(
  url: string,
  init: RequestInit = {},
): Promise<Answered<T>> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

/** Posts a body of the given type and reads a JSON answer. */
export async function post<T = Record<string, unknown>>(
  url: string,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered<T>> {
  return requestJson<T>(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
}

/** Posts a value as JSON. */
export async function postJson<T = Record<string, unknown>>(url: string, value: unknown): Promise<Answered<T>> {
  return post<T>(url, 'application/json', JSON.stringify(value));
}

/** Posts a file as the `file` part of a form. */
export async function upload<T = Record<string, unknown>>(
  url: string,
  name: string,
  content: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered<T>> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return requestJson<T>(url, { method: 'POST', body: form, headers });
}

/** On a busy machine even the start of a server takes its time; only what fails waits so long. */
const PATIENCE_MS = 25_000;

/** Asks again until `done` holds. @throws after {@link PATIENCE_MS}, with what was seen last */
export async function eventually<T>(ask: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(value)} after ${String(PATIENCE_MS / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
