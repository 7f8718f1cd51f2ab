import { Command, CommanderError } from 'commander';
import type { AppConfig } from '../config/config';
import { ConfigError, defaultSources, loadConfig } from '../config/load';
import { InputError, messageOf } from '../core/errors';
import { addClassifyCommand, classifyFile } from './commands/classify.command';
import { addConfigCommand } from './commands/config.command';
import { addDiscoverCommand } from './commands/discover.command';
import { addEvaluateCommand } from './commands/evaluate.command';
import { addExplainCommand } from './commands/explain.command';
import { addImportSigmaCommand } from './commands/import-sigma.command';
import { addMigrateCommand } from './commands/migrate.command';
import { addProduceCommand } from './commands/produce.command';
import { addReplayDlqCommand } from './commands/replay-dlq.command';
import { addTrainCommand } from './commands/train.command';

/** What the command line cannot do itself, because it stands above all rooms. */
export interface ProgramParts {
  readonly version: string;
  /** Runs the server until it is told to stop. */
  serve(config: AppConfig): Promise<void>;
}

/** Options that every command has. */
interface GlobalOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
  readonly logLevel?: string;
  readonly file?: string;
  readonly daemon?: boolean;
}

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/** Runs the command line and returns the exit code: 0 ok, 1 failure, 2 usage. */
export async function runProgram(argv: readonly string[], parts: ProgramParts): Promise<number> {
  const program = createProgram(parts);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    console.error(
      error instanceof ConfigError || error instanceof InputError ? error.message : `logsieve: ${messageOf(error)}`,
    );
    return error instanceof ConfigError ? EXIT_USAGE : EXIT_FAILURE;
  }
}

function createProgram(parts: ProgramParts): Command {
  const program = new Command('logsieve')
    .description('Reads logs, says what every line means, how bad it is and what to do.')
    .version(parts.version)
    .option('-c, --config <path>', 'settings file (default configs/logsieve.yaml)')
    .option('--set <NAME=value>', 'set any setting by its environment name; repeatable', collect, [])
    .option('--port <port>', 'TCP port, 0 for a free one')
    .option('--host <address>', 'address to listen on')
    .option('--data-dir <path>', 'folder for the embedded database, uploads and results')
    .option('--log-level <level>', "the server's own logging")
    .option('--file <path>', 'classify one file and exit, like "classify <path>"')
    .option('--daemon', 'run the server, like "serve"')
    .exitOverride()
    .showHelpAfterError('(logsieve --help shows all commands)');

  const config = (): AppConfig => {
    const options = program.opts<GlobalOptions>();
    return loadConfig(defaultSources(flagsOf(options), options.config));
  };

  program
    .command('serve', { isDefault: true })
    .description('run the server (the default)')
    .action(async () => {
      const { file } = program.opts<GlobalOptions>();
      if (file === undefined) await parts.serve(config());
      else await classifyFile(config(), file, {});
    });
  addClassifyCommand(program, config);
  addExplainCommand(program, config);
  addProduceCommand(program, config);
  addTrainCommand(program, config);
  addDiscoverCommand(program, config);
  addImportSigmaCommand(program, config);
  addEvaluateCommand(program, config);
  addConfigCommand(program, config);
  addMigrateCommand(program, config);
  addReplayDlqCommand(program, config);
  return program;
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Flags as settings by environment name. */
function flagsOf({ set = [], port, host, dataDir, logLevel }: GlobalOptions): Record<string, string> {
  const flags: Record<string, string> = {};
  const named = { PORT: port, HOST: host, DATA_DIR: dataDir, LOG_LEVEL: logLevel };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) flags[name] = value;
  for (const pair of set) {
    const at = pair.indexOf('=');
    if (at < 1) throw new ConfigError([`--set ${pair}: must be NAME=value`]);
    flags[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return flags;
}
