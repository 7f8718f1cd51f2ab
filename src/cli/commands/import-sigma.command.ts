import type { Command } from 'commander';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { RuleState } from '../../classification/regex/rule-schema';
import type { AppConfig } from '../../config/config';
import { InputError, messageOf } from '../../core/errors';
import { importSigma, type SigmaFile } from '../../learning/sigma/import-sigma';
import { sigmaTable } from '../../learning/sigma/sigma-table';
import { openCategories } from '../../pipeline/open-categories';
import { addToRuleFile, readRuleState } from '../rule-file-output';

/** Bytes of a file of Sigma rules; the largest public one has some 20,000. */
const MAX_FILE = 1_048_576;

interface ImportSigmaOptions {
  readonly output: string;
  readonly status: RuleState;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `logsieve import-sigma`: rules of the Sigma format as rules of our own; needs neither a server nor a database. */
export function addImportSigmaCommand(program: Command, config: () => AppConfig): void {
  program
    .command('import-sigma')
    .description('translate Sigma rules for web servers, Linux and applications; what means something else is refused')
    .argument('<path...>', 'YAML files, or folders with such files at any depth')
    .requiredOption('--output <file>', 'rule file; the rules are added behind those that it has')
    .option(
      '--status <state>',
      'active, shadow (hits are counted and change nothing) or draft',
      readRuleState,
      'shadow',
    )
    .option('--dry-run', 'write nothing')
    .option('--json', 'print what became of each rule as JSON')
    .action((paths: readonly string[], options: ImportSigmaOptions) => {
      run(paths, options, openCategories(config().classification.categories).names);
    });
}

function run(
  paths: readonly string[],
  { output, status, dryRun = false, json }: ImportSigmaOptions,
  categories: readonly string[],
): void {
  const outcomes = importSigma(filesIn(paths), { status, categories });
  console.log(json === true ? JSON.stringify(outcomes) : sigmaTable(outcomes));
  const rules = outcomes.flatMap((outcome) => ('rules' in outcome ? outcome.rules : []));
  if (rules.length === 0)
    throw new InputError('unprocessable', 'nothing_imported', 'none of the rules can be imported');
  const added = addToRuleFile(output, rules, categories, dryRun);
  const known = rules.length - added.length;
  const left = known === 0 ? '' : `; ${String(known)} have an id that it has already and were left alone`;
  console.error(`${String(added.length)} rules ${dryRun ? 'would be' : 'were'} added to ${output}${left}`);
}

/** In the order of their names, so that a second run says the same. */
function* filesIn(paths: readonly string[]): Generator<SigmaFile> {
  for (const path of paths) {
    if (!existsSync(path)) throw new InputError('not_found', 'no_such_file', `${path}: no such file or folder`);
    if (!statSync(path).isDirectory()) {
      yield fileAt(path);
      continue;
    }
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      ['.yml', '.yaml'].includes(extname(name)),
    );
    for (const name of names.toSorted()) {
      const file = join(path, name);
      if (statSync(file).isFile()) yield fileAt(file);
    }
  }
}

function fileAt(path: string): SigmaFile {
  const { size } = statSync(path);
  if (size > MAX_FILE) {
    throw new InputError('invalid', 'file_too_large', `${path}: ${String(size)} bytes, at most ${String(MAX_FILE)}`);
  }
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new InputError('invalid', 'unreadable_file', `${path}: ${messageOf(error)}`);
  }
}
