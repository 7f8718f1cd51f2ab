import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compiledFile } from '../core/project';
import type { SupervisorMessage } from './supervisor/message';
import { clusterPaths, clusterUrl } from './supervisor/cluster-address';
import { postmasterOf } from './supervisor/postmaster';

export interface EmbeddedPostgresOptions {
  /** Folder of the installation; PostgreSQL gets `postgres/` in it. */
  readonly dataDir: string;
  /** TCP port on loopback; 0 picks a free one. */
  readonly port: number;
  /** Lines that PostgreSQL writes (levels LOG, WARNING, FATAL, PANIC). */
  readonly onLog: (line: string) => void;
  /** Called when PostgreSQL is gone for good though nobody stopped it here. */
  readonly onLost: (reason: string) => void;
}

/** A PostgreSQL that runs for this process, and no longer than it. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Stops PostgreSQL in order; resolves when it has ended. */
  stop(): Promise<void>;
}

function folderOf(dataDir: string): string {
  return resolve(dataDir, 'postgres');
}

/**
 * Starts PostgreSQL under a supervisor process (supervisor/postgres-supervisor.ts), initialising the data folder
 * when it is new. A PostgreSQL that dies is started again on the same port.
 * @throws Error when another server owns the folder, a given port is taken, or PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const program = compiledFile('persistence/supervisor/postgres-supervisor.js');
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
  const args = [folderOf(options.dataDir), String(options.port), String(process.pid)];
  try {
    return await supervise(() => fork(program, args, FORK), options);
  } catch (error) {
    if (!(error instanceof SupervisorFailure) || !error.unreachable || process.platform !== 'linux') throw error;
    return await throughClosedFolders(program, args, options, error);
  }
}

// Detached: a signal to our process group, such as Ctrl-C, must not reach PostgreSQL while we still write.
const FORK: ForkOptions = { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };

/** Why a supervisor ended before PostgreSQL was ready. */
class SupervisorFailure extends Error {
  constructor(
    /** What it told; null when it never came to speak. */
    readonly told: string | null,
    readonly unreachable = false,
  ) {
    super(told ?? 'the supervisor of PostgreSQL ended unexpectedly');
  }
}

/**
 * Root keeps its installation where nobody else may look (/root, a private temporary folder), yet PostgreSQL must not
 * be root. So the supervisor becomes the folder's owner with one right of root left: to walk through closed folders
 * (CAP_DAC_OVERRIDE as an ambient capability, capabilities(7)).
 */
async function throughClosedFolders(
  program: string,
  args: readonly string[],
  options: EmbeddedPostgresOptions,
  failure: SupervisorFailure,
): Promise<EmbeddedPostgres> {
  const { uid, gid } = statSync(folderOf(options.dataDir));
  const right = '+dac_override';
  const user = [`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'];
  // Without no_setuid_fixup the right would not count for access(2), by which programs look before they open.
  const rights = ['--securebits=+no_setuid_fixup', `--inh-caps=${right}`, `--ambient-caps=${right}`];
  const execArgv = [...user, ...rights, process.execPath];
  try {
    return await supervise(() => fork(program, args, { ...FORK, execPath: 'setpriv', execArgv }), options);
  } catch (error) {
    // Without setpriv, or without the right to use it, what stood in the way at first still does.
    if (error instanceof SupervisorFailure && error.told !== null) throw error;
    throw failure;
  }
}

async function supervise(start: () => ChildProcess, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const child = start();
  const exited = once(child, 'exit');
  let failure = new SupervisorFailure(null);
  let onEnd = (): void => undefined;

  const url = await new Promise<string>((ready, refuse) => {
    onEnd = () => {
      refuse(failure);
    };
    child.once('error', refuse);
    child.once('exit', () => {
      onEnd();
    });
    child.on('message', (message: SupervisorMessage) => {
      switch (message.kind) {
        case 'ready':
          ready(message.url);
          break;
        case 'log':
          options.onLog(message.line);
          break;
        case 'failed':
          failure = new SupervisorFailure(message.reason, message.unreachable);
          break;
      }
    });
  });
  onEnd = () => {
    options.onLost(failure.message);
  };

  return {
    url,
    async stop() {
      onEnd = () => undefined;
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** Address of the embedded PostgreSQL that another process runs on `dataDir`; null when none does. */
export function runningEmbeddedUrl(dataDir: string): string | null {
  const { data, passwordFile } = clusterPaths(folderOf(dataDir));
  const postmaster = existsSync(data) ? postmasterOf(data) : null;
  return postmaster === null ? null : clusterUrl(postmaster.port, readFileSync(passwordFile, 'utf8'));
}
