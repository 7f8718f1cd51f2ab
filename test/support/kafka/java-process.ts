import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** Start-up counts for more than peak speed here: the small collector, and the quick compiler only. */
const FLAGS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** A broker that has not stopped in order by then is killed. */
const STOP_TIMEOUT_MS = 20_000;

/** What a Java program is started with. */
export interface JavaProgram {
  readonly jars: string;
  /** Class and arguments. */
  readonly main: readonly string[];
  /** For the JVM. */
  readonly flags: readonly string[];
  /** Takes all output; begun anew with every start. */
  readonly logFile: string;
}

/** A Java program that cannot outlive this process, however this process ends. */
export class JavaProcess {
  readonly pid: number;
  /** Fulfilled when the program has ended; `reason` is one line. */
  readonly ended: Promise<{ readonly code: number | null; readonly reason: string }>;
  private readonly child: ChildProcess;

  constructor(program: JavaProgram) {
    const { jars, main, flags, logFile } = program;
    const java = ['java', ...FLAGS, ...flags, '-cp', `${jars}/*`, ...main];
    const [command = 'java', ...args] = canFollowParent() ? ['setpriv', '--pdeathsig', 'KILL', ...java] : java;
    const log = openSync(logFile, 'w');
    // Detached: the Ctrl+C of a terminal must reach this process alone, which then stops the broker in order.
    this.child = spawn(command, args, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    if (this.child.pid === undefined) {
      // Comes later, when the error below has said it.
      this.child.once('error', () => undefined);
      throw new Error(`${command} cannot be started`);
    }
    this.pid = this.child.pid;
    const killNow = (): void => void this.child.kill('SIGKILL');
    process.once('exit', killNow);
    this.ended = (once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>).then(
      ([code, signal]) => {
        process.off('exit', killNow);
        return { code, reason: failureIn(readFileSync(logFile, 'utf8')) ?? `exit ${String(code ?? signal)}` };
      },
    );
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it in order, even when it is paused. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    this.signal('SIGCONT');
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
    }, STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/**
 * Whether `setpriv` can ask the kernel to kill the program when its parent dies; the exit handler cannot see a SIGKILL.
 * SIGKILL for the program, too, because one that is paused would never act on SIGTERM.
 */
function canFollowParent(): boolean {
  return spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
}

/** The message of the first Java exception, without its class and stack. */
function failureIn(log: string): string | null {
  return /^(?:.*\s)?[\w.]+(?:Exception|Error): (.+)$/m.exec(log)?.[1] ?? null;
}
