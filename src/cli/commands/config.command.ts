import type { Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { printable } from '../../config/describe';

/** `logsieve config check|print`. */
export function addConfigCommand(program: Command, config: () => AppConfig): void {
  const command = program.command('config').description('look at the settings in force');
  command
    .command('check')
    .description('name everything that is wrong with the settings')
    .action(() => {
      config();
      console.log('the configuration is fine');
    });
  command
    .command('print')
    .description('print the settings in force; secrets are masked')
    .action(() => {
      process.stdout.write(printable(config()));
    });
}
