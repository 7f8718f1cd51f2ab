import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../src/core/project';

/** What a finished command said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ENTRY = join(projectRoot(), 'dist', 'main.js');

/** Runs `logsieve …` as a user would and waits for its end. */
export async function logsieve(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: options.cwd ?? projectRoot(),
    env: { PATH: process.env['PATH'], ...options.env },
  });
  const output = collect(child);
  child.stdin.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** A server in a process of its own, which can be killed. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Sends a signal and waits for the end; resolves with the exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly stderr: () => string;
}

/** Starts `logsieve serve` on a free port and waits until it listens. */
export async function startProcess(settings: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const child = spawn(process.execPath, [ENTRY, 'serve'], {
    cwd: projectRoot(),
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...settings },
  });
  const output = collect(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const match = /listening on (\S+)/.exec(output.stderr);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    void closed.then(() => {
      reject(new Error(`the server ended: ${output.stdout}${output.stderr}`));
    });
  });
  return {
    url,
    child,
    end: async (signal) => {
      child.kill(signal);
      return (await closed)[0];
    },
    stderr: () => output.stderr,
  };
}

function collect(child: { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream }): {
  stdout: string;
  stderr: string;
} {
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  return output;
}
