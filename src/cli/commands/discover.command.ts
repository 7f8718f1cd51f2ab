import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import type { RuleState } from '../../classification/regex/rule-schema';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import { DISCOVERY_DEFAULTS, MAX_LINES, type DiscoverySettings } from '../../learning/discovery/discovery-settings';
import { discoveryTable } from '../../learning/discovery/discovery-table';
import type { HistoryLine } from '../../learning/discovery/history';
import { formatOfName, openRows, sourceOfName } from '../../parsing/files/open-rows';
import { ownFileReading } from '../../pipeline/file-reading';
import { openCategories } from '../../pipeline/open-categories';
import { discoverRules } from '../../pipeline/discovery/discover-rules';
import { readFileHistory } from '../../pipeline/discovery/file-history';
import { openUnderstanding } from '../../pipeline/understanding';
import { startCounter } from '../progress';
import { addToRuleFile, readRuleState } from '../rule-file-output';

interface DiscoverOptions extends DiscoverySettings {
  readonly input: string;
  readonly output: string;
  readonly status: RuleState;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `logsieve discover`: proposes regex rules for lines that models answer today. */
export function addDiscoverCommand(program: Command, config: () => AppConfig): void {
  program
    .command('discover')
    .description('propose regex rules for the lines of a file that no rule decides yet')
    .requiredOption('--input <file>', 'csv, xlsx, ndjson, json or log file, each also .gz')
    .requiredOption('--output <file>', 'rule file; proposals are added behind the rules that it has')
    .option(
      '--eps <distance>',
      'largest cosine distance of neighbouring templates',
      numberFrom(0, 2),
      DISCOVERY_DEFAULTS.eps,
    )
    .option(
      '--min-pts <count>',
      'neighbours, itself counted, that make a core of a cluster',
      wholeFrom(1),
      DISCOVERY_DEFAULTS.minPts,
    )
    .option(
      '--min-coverage <share>',
      'share of the lines that a rule must match',
      numberFrom(0, 1),
      DISCOVERY_DEFAULTS.minCoverage,
    )
    .option('--category-from <labels|model>', 'default: labels if the file has target_label', readCategoryFrom)
    .option('--max-lines <count>', 'lines read of the file', wholeFrom(1), MAX_LINES)
    .option(
      '--status <state>',
      'active, shadow (hits are counted and change nothing) or draft',
      readRuleState,
      'active',
    )
    .option('--dry-run', 'write nothing')
    .option('--json', 'print the whole report as JSON')
    .action((options: DiscoverOptions) => discover(config(), options));
}

async function discover(config: AppConfig, options: DiscoverOptions): Promise<void> {
  const { output, dryRun = false } = options;
  const lines = await readHistory(config, options);
  const found = await discoverRules(config, lines, options, () => undefined);
  const rules = found.proposals.map(({ rule }) => ({ ...rule, status: options.status }));
  const added = addToRuleFile(output, rules, openCategories(config.classification.categories).names, dryRun);
  if (options.json === true) console.log(JSON.stringify({ ...found, added: added.map(({ id }) => id) }));
  else console.log(discoveryTable(found));
  console.error(`${String(added.length)} rules ${dryRun ? 'would be' : 'were'} added to ${output}`);
}

/** The lines of the file with their labels and what is answered about them today. */
async function readHistory(config: AppConfig, { input, maxLines }: DiscoverOptions): Promise<HistoryLine[]> {
  if (!existsSync(input)) throw new InputError('not_found', 'no_such_file', `${input}: no such file`);
  const { limits } = config;
  const rows = await openRows(input, formatOfName(input) ?? 'text', {
    source: sourceOfName(input),
    now: Date.now(),
    ...ownFileReading(config),
  });
  const understanding = await openUnderstanding(config, { llm: null, watchRules: false, onProblem: warn });
  const progress = startCounter(0, 'reading {value} lines', {});
  try {
    const lines = await readFileHistory(rows, understanding, {
      maxLines,
      lineBytes: limits.lineBytes,
      onProgress: (read) => {
        progress.update(read);
      },
    });
    if (lines.length === 0) throw new InputError('invalid', 'empty_file', `${input}: there is no log in it`);
    return lines;
  } finally {
    progress.stop();
    await understanding.close();
  }
}

function numberFrom(min: number, max: number): (value: string) => number {
  return (value) => {
    const read = Number(value);
    if (value.trim() !== '' && read >= min && read <= max) return read;
    throw new InvalidArgumentError(`must be a number from ${String(min)} to ${String(max)}`);
  };
}

function wholeFrom(min: number): (value: string) => number {
  return (value) => {
    const read = Number(value);
    if (Number.isSafeInteger(read) && read >= min) return read;
    throw new InvalidArgumentError(`must be a whole number from ${String(min)} on`);
  };
}

function readCategoryFrom(value: string): NonNullable<DiscoverySettings['categoryFrom']> {
  if (value === 'labels' || value === 'model') return value;
  throw new InvalidArgumentError('must be labels or model');
}

function warn(text: string): void {
  console.error(`logsieve: ${text}`);
}
