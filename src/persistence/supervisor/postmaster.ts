import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PID_FILE = 'postmaster.pid';

/** The main process of a PostgreSQL server, as its data folder names it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Reads `postmaster.pid` (line 1 is the pid, line 4 the port); null when there is none: not running, or stopped cleanly. */
export function postmasterOf(dataFolder: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, PID_FILE), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** Whether a process of our own user has this pid. One of another user cannot be a server on our folder. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
