import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync, existsSync, chownSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { compiledFile } from '../../src/core/project';
import {
  runningEmbeddedUrl,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/persistence/embedded-postgres';
import { isAlive, postmasterOf } from '../../src/persistence/supervisor/postmaster';
import { makeTemporaryFolder } from '../support/postgres-folder';

const dataDir = makeTemporaryFolder();
const folder = join(dataDir, 'postgres');
const data = join(folder, 'cluster', 'data');

function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, port: 0, onLog: () => undefined, onLost: () => undefined, ...options });
}

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within 15 s: ${what}`);
    await sleep(25);
  }
}

function pidOf(): number {
  return postmasterOf(data)!.pid;
}

/** Processes on our folder: supervisors, PostgreSQL, initdb. */
function processes(pattern: RegExp): number[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && pattern.test(line))
    .map((line) => Number.parseInt(line, 10));
}

/** Another server: a process that starts the embedded PostgreSQL and stays. */
function otherServer(): ChildProcess {
  const program = `
    const { startEmbeddedPostgres } = require(${JSON.stringify(compiledFile('persistence/embedded-postgres.js'))});
    startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: 0, onLog() {}, onLost() {} })
      .then(({ url }) => process.send(url));
    setInterval(() => {}, 1000);`;
  const script = join(dataDir, 'server.cjs');
  writeFileSync(script, program);
  return fork(script, { execArgv: [] });
}

async function startedOther(): Promise<{ server: ChildProcess; url: string }> {
  const server = otherServer();
  const [url] = (await once(server, 'message')) as [string];
  return { server, url };
}

beforeAll(async () => {
  const postgres = await start();
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await postgres.stop();
});

// Nothing may be left running, not even by a test that failed.
afterEach(async () => {
  for (const pid of processes(/postgres-supervisor|server\.cjs/)) process.kill(pid, 'SIGKILL');
  const left = existsSync(data) ? postmasterOf(data) : null;
  if (left !== null && processes(/bin\/postgres/).includes(left.pid)) {
    process.kill(left.pid, 'SIGKILL');
    await until('PostgreSQL is gone', () => processes(/bin\/postgres/).length === 0);
  }
});

afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function expectKept(): Promise<void> {
  const postgres = await start();
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await postgres.stop();
}

it('listens on loopback only, in UTF-8 and UTC, with durable commits, for whom has the password', async () => {
  const postgres = await start();
  expect(
    await query(
      postgres.url,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('server_encoding') AS encoding,
    current_setting('timezone') AS zone, current_setting('synchronous_commit') AS durable, lower('ÄΩ') AS lower`,
    ),
  ).toEqual([{ listen: '127.0.0.1', encoding: 'UTF8', zone: 'UTC', durable: 'on', lower: 'äω' }]);
  expect(runningEmbeddedUrl(dataDir)).toBe(postgres.url);
  const guess = new URL(postgres.url);
  guess.password = 'postgres';
  await expect(query(guess.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  expect(statSync(join(folder, 'cluster', 'password')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o077).toBe(0);
  await postgres.stop();
  expect(runningEmbeddedUrl(dataDir)).toBeNull();
});

it('is gone within seconds of its server being killed, and the next start finds everything', async () => {
  const { server, url } = await startedOther();
  const pid = pidOf();
  server.kill('SIGKILL');
  await until('PostgreSQL is gone', () => !processes(/bin\/postgres/).includes(pid));
  await expect(query(url, 'SELECT 1')).rejects.toThrow();
  // In order: a crash would have left the pid file.
  expect(postmasterOf(data)).toBeNull();
  await expectKept();
});

it('stops a PostgreSQL whose server and supervisor were killed, and starts afresh', async () => {
  const { server } = await startedOther();
  const pid = pidOf();
  for (const supervisor of processes(/postgres-supervisor/)) process.kill(supervisor, 'SIGKILL');
  server.kill('SIGKILL');
  await until('the supervisor is gone', () => processes(/postgres-supervisor/).length === 0);
  expect(processes(/bin\/postgres/)).toContain(pid);
  await expectKept();
  expect(processes(/bin\/postgres/)).toEqual([]);
});

it('is not fooled by a pid file whose pid was given to another program', async () => {
  const { uid, gid } = statSync(folder);
  const other = spawn('sleep', ['60'], { uid, gid });
  await once(other, 'spawn');
  const file = join(data, 'postmaster.pid');
  writeFileSync(
    file,
    `${String(other.pid)}\n${data}\n${String(Math.floor(Date.now() / 1000))}\n1\n\n127.0.0.1\n 0 0\nready\n`,
    { mode: 0o600 },
  );
  chownSync(file, uid, gid);
  await expectKept();
  expect(isAlive(other.pid!)).toBe(true);
  other.kill();
});

it('starts after PostgreSQL and everything around it were killed at once', async () => {
  const { server } = await startedOther();
  for (const pid of [...processes(/postgres-supervisor/), pidOf()]) process.kill(pid, 'SIGKILL');
  server.kill('SIGKILL');
  await expectKept();
});

it('refuses a second server on the same folder, naming the folder and the first', async () => {
  const { server, url } = await startedOther();
  await expect(start()).rejects.toThrow(`${folder} is in use by the Logsieve server with pid ${String(server.pid)}`);
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  server.kill('SIGKILL');
});

it('names a configured port that is taken', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(
    `port ${String(port)} (EMBEDDED_POSTGRES_PORT) is taken by another program`,
  );
  blocker.close();
  const postgres = await start({ port });
  expect(new URL(postgres.url).port).toBe(String(port));
  await postgres.stop();
});

it('is started again on the same port when PostgreSQL dies', async () => {
  const onLost = jest.fn();
  const lines: string[] = [];
  const postgres = await start({ onLost, onLog: (line) => lines.push(line) });
  const pid = pidOf();
  process.kill(pid, 'SIGKILL');
  await until('PostgreSQL is back', async () => {
    const left = postmasterOf(data);
    return (
      left !== null &&
      left.pid !== pid &&
      (await query(postgres.url, 'SELECT 1').then(
        () => true,
        () => false,
      ))
    );
  });
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(lines).toContain('WARNING:  PostgreSQL died; starting it again');
  expect(onLost).not.toHaveBeenCalled();
  await postgres.stop();
});

it('says so when PostgreSQL was shut down from outside', async () => {
  const lost = new Promise<string>((resolve) => {
    void start({ onLost: resolve }).then(() => process.kill(pidOf(), 'SIGINT'));
  });
  await expect(lost).resolves.toBe('PostgreSQL was shut down from outside');
});

it('keeps PostgreSQL through signals that are meant for the server', async () => {
  const postgres = await start();
  const [supervisor] = processes(/postgres-supervisor/);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(supervisor!, signal);
  await sleep(300);
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
  expect(processes(/postgres-supervisor/)).toEqual([]);
});

it('initialises again what a kill has left half done', async () => {
  rmSync(folder, { recursive: true });
  const server = otherServer();
  await until('initdb runs', () => processes(/bin\/initdb/).length > 0);
  for (const pid of processes(/postgres-supervisor|bin\/initdb/)) process.kill(pid, 'SIGKILL');
  server.kill('SIGKILL');
  expect(readdirSync(folder).some((name) => name.startsWith('new-'))).toBe(true);
  expect(existsSync(data)).toBe(false);
  const postgres = await start();
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await postgres.stop();
  expect(readdirSync(folder).filter((name) => name !== 'owner.sock')).toEqual(['cluster']);
});

it('works in a folder that is closed to all but root, and explains one that it may not use', async () => {
  const closed = makeTemporaryFolder();
  mkdirSync(join(closed, 'shut'), { mode: 0o000 });
  const dataDir = join(closed, 'shut', 'data');
  if (process.getuid?.() === 0) {
    for (let i = 0; i < 2; i++) {
      const postgres = await start({ dataDir });
      expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await postgres.stop();
    }
  } else {
    await expect(start({ dataDir })).rejects.toThrow(/EACCES/);
  }
  rmSync(closed, { recursive: true });
});
