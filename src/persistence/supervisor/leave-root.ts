import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../../core/errors';

const USER = 'postgres';

/** The user that PostgreSQL runs as may not walk down to the folder or the program. */
export class UnreachableFolder extends Error {
  override readonly name = 'UnreachableFolder';
}

/**
 * Makes `folder`, if needed, and enters it. PostgreSQL refuses to run as root, so a supervisor started by root gives
 * root up for good: it becomes the owner of the folder, the user `postgres` when the folder is new.
 * @throws UnreachableFolder when that user cannot reach the folder or the program.
 */
export function leaveRoot(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) {
    const owner = ownerOf(folder);
    process.setgroups?.([]);
    process.setgid?.(owner.gid);
    process.setuid?.(owner.uid);
  }
  process.umask(0o077);
  try {
    process.chdir(folder);
    accessSync('.', constants.R_OK | constants.W_OK | constants.X_OK);
    accessSync(__filename, constants.R_OK);
  } catch (error) {
    const uid = String(process.getuid?.());
    throw new UnreachableFolder(
      `the embedded PostgreSQL runs as user ${uid} (never as root), which may not use ${folder} or the program's ` +
        `own folder: ${messageOf(error)}. Open the folders above them (chmod o+x), choose another DATA_DIR, ` +
        `or set DATABASE_URL.`,
    );
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function ownerOf(folder: string): Owner {
  const { uid, gid } = statSync(folder);
  if (uid !== 0) return { uid, gid };
  const owner = postgresUser();
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}

/** The system user `postgres`; made when there is none, as a PostgreSQL package would. */
function postgresUser(): Owner {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', USER]);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}
