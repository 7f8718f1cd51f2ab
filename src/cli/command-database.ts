import type { AppConfig } from '../config/config';
import { Database } from '../persistence/database';

/** The database, started and brought up to date for a command that runs without a server. */
export function openCommandDatabase({ database, server }: AppConfig): Promise<Database> {
  return Database.open({
    ...database,
    dataDir: server.dataDir,
    onLost: (reason) => {
      throw new Error(`the embedded PostgreSQL is gone: ${reason}`);
    },
  });
}
