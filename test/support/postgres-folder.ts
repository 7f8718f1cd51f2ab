import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that the user `postgres` may pass through when the tests run as root. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'logsieve-'));
  chmodSync(folder, 0o755);
  return folder;
}
