import type { Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { openCommandDatabase } from '../command-database';

/** `logsieve migrate`: brings the database to the schema of this version, as the server does at its start. */
export function addMigrateCommand(program: Command, config: () => AppConfig): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this version')
    .action(async () => {
      const opened = await openCommandDatabase(config());
      await opened.close();
      console.log('the database schema is up to date');
    });
}
