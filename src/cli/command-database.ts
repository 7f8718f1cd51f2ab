import type { AppConfig } from '../config/config';
import { Database } from '../persistence/database';
import { runningEmbeddedUrl } from '../persistence/embedded-postgres';

/** The database, up to date: that of the running server, or one that is started for this command alone. */
export function openCommandDatabase({ database, server }: AppConfig): Promise<Database> {
  const running = database.url === '' ? runningEmbeddedUrl(server.dataDir) : null;
  return Database.open({
    ...database,
    url: running ?? database.url,
    dataDir: server.dataDir,
    onLost: (reason) => {
      throw new Error(`the embedded PostgreSQL is gone: ${reason}`);
    },
  });
}
