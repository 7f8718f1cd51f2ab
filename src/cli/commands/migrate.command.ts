import type { Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { Database } from '../../persistence/database';

/** `logsieve migrate`: brings the database to the schema of this version, as the server does at its start. */
export function addMigrateCommand(program: Command, config: () => AppConfig): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version')
    .action(async () => {
      const { database, server } = config();
      const opened = await Database.open({
        ...database,
        dataDir: server.dataDir,
        onLost: (reason) => {
          throw new Error(`the embedded PostgreSQL is gone: ${reason}`);
        },
      });
      await opened.close();
      console.log('the database schema is up to date');
    });
}
