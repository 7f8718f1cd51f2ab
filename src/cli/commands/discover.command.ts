import { InvalidArgumentError, type Command } from 'commander';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { RULE_STATES, type RuleState } from '../../classification/regex/rule-schema';
import { modelPaths } from '../../classification/bert/classifier-model';
import { Encoder } from '../../classification/bert/encoder';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import { DEFAULT_CATEGORIES } from '../../core/verdict';
import { discoveryTable } from '../../learning/discovery/discovery-table';
import type { HistoryLine, UnitOptions } from '../../learning/discovery/history';
import { mergeRules } from '../../learning/discovery/merge-rules';
import { proposeRules, type Discovery } from '../../learning/discovery/propose-rules';
import type { FileRow } from '../../parsing/files/file-row';
import { formatOfName, openRows, sourceOfName } from '../../parsing/files/open-rows';
import { understandingSteps } from '../../pipeline/log-pipeline';
import { RowBatch } from '../../pipeline/row-batch';
import { PipelineRunner } from '../../pipeline/runner';
import { openUnderstanding, suggestionsOf } from '../../pipeline/understanding';
import { startCounter } from '../progress';

const CATEGORIES = DEFAULT_CATEGORIES.map(({ name }) => name);
/** Cosine distance within which templates say the same; found by eye on the templates of several kinds of software. */
const EPS = 0.1;
const MIN_POINTS = 2;
const MIN_COVERAGE = 0.001;
const MIN_PRECISION = 0.98;
const MAX_LINES = 200_000;
/** Texts waiting for the encoder. */
const MAX_WAITING = 1024;

interface DiscoverOptions {
  readonly input: string;
  readonly output: string;
  readonly eps: number;
  readonly minPts: number;
  readonly minCoverage: number;
  readonly categoryFrom: UnitOptions['categoryFrom'] | undefined;
  readonly maxLines: number;
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
    .option('--eps <distance>', 'largest cosine distance of neighbouring templates', numberFrom(0, 2), EPS)
    .option('--min-pts <count>', 'neighbours, itself counted, that make a core of a cluster', wholeFrom(1), MIN_POINTS)
    .option('--min-coverage <share>', 'share of the lines that a rule must match', numberFrom(0, 1), MIN_COVERAGE)
    .option('--category-from <labels|model>', 'default: labels if the file has target_label', readCategoryFrom)
    .option('--max-lines <count>', 'lines read of the file', wholeFrom(1), MAX_LINES)
    .option('--status <state>', 'active, shadow (hits are counted and change nothing) or draft', readState, 'active')
    .option('--dry-run', 'write nothing')
    .option('--json', 'print the whole report as JSON')
    .action((options: DiscoverOptions) => discover(config(), options));
}

async function discover(config: AppConfig, options: DiscoverOptions): Promise<void> {
  const { output, dryRun = false } = options;
  const lines = await readHistory(config, options);
  const categoryFrom = options.categoryFrom ?? (lines.some(({ label }) => label !== null) ? 'labels' : 'model');
  checkLabels(lines, categoryFrom);
  const found = await propose(config, lines, { ...options, categoryFrom });
  const before = existsSync(output) ? readFileSync(output, 'utf8') : null;
  const rules = found.proposals.map(({ rule }) => ({ ...rule, status: options.status }));
  const { text, added } = mergeRules(before, output, rules, CATEGORIES);
  if (!dryRun && added.length > 0) replaceFile(output, text);
  if (options.json === true) console.log(JSON.stringify({ ...found, added: added.map(({ id }) => id) }));
  else console.log(discoveryTable(found));
  console.error(`${String(added.length)} rules ${dryRun ? 'would be' : 'were'} added to ${output}`);
}

async function propose(
  config: AppConfig,
  lines: readonly HistoryLine[],
  { eps, minPts, minCoverage, categoryFrom }: DiscoverOptions & Pick<UnitOptions, 'categoryFrom'>,
): Promise<Discovery> {
  const { modelDir, minConfidence } = config.classification;
  const encoder = new Encoder({ folder: modelPaths.encoder(modelDir), maxWaiting: MAX_WAITING });
  try {
    await encoder.start();
    return await proposeRules(lines, {
      eps,
      minPts,
      minCoverage,
      categoryFrom,
      minConfidence,
      minPrecision: MIN_PRECISION,
      encode: (texts) => encoder.encode(texts),
      suggest: suggestionsOf(config).suggest,
    });
  } finally {
    await encoder.close();
  }
}

/** The lines of the file with their labels and what is answered about them today. */
async function readHistory(config: AppConfig, { input, maxLines }: DiscoverOptions): Promise<HistoryLine[]> {
  if (!existsSync(input)) throw new InputError('not_found', 'no_such_file', `${input}: no such file`);
  const { limits } = config;
  const { groups } = await openRows(input, formatOfName(input) ?? 'text', {
    source: sourceOfName(input),
    now: Date.now(),
    limits: {
      lineLength: limits.lineBytes,
      jsonBytes: limits.jsonBodyBytes,
      inflatedBytes: Number.MAX_SAFE_INTEGER, // the user's own file: only the ratio tells a bomb
      inflateRatio: limits.inflateRatio,
    },
  });
  const understanding = await openUnderstanding(config, { llm: null, watchRules: false, onProblem: warn });
  const runner = new PipelineRunner(understandingSteps(understanding));
  const progress = startCounter(0, 'reading {value} lines', {});
  const lines: HistoryLine[] = [];
  try {
    for await (const rows of groups) {
      const batch = new RowBatch(rows.slice(0, maxLines - lines.length), 'cli', limits.lineBytes);
      await runner.run(batch.batch);
      lines.push(...linesOf(rows, batch));
      progress.update(lines.length);
      if (lines.length >= maxLines) break;
    }
  } finally {
    progress.stop();
    await understanding.close();
  }
  if (lines.length === 0) throw new InputError('invalid', 'empty_file', `${input}: there is no log in it`);
  return lines;
}

function linesOf(rows: readonly FileRow[], batch: RowBatch): HistoryLine[] {
  return batch.answers().flatMap((answer, i) => {
    if ('error' in answer) return [];
    const { message, verdict } = answer.log;
    return [{ message, verdict, label: rows[i]?.label ?? null }];
  });
}

/** A rule cannot give a category that is not configured. */
function checkLabels(lines: readonly HistoryLine[], categoryFrom: UnitOptions['categoryFrom']): void {
  if (categoryFrom === 'model') return;
  const labels = new Set(lines.flatMap(({ label }) => label ?? []));
  if (labels.size === 0) throw new InputError('invalid', 'no_labels', 'no line has a target_label');
  const foreign = [...labels].filter((label) => !CATEGORIES.includes(label));
  if (foreign.length === 0) return;
  const detail = `target_label ${foreign.slice(0, 5).join(', ')}: rules may only give ${CATEGORIES.join(', ')}`;
  throw new InputError('unprocessable', 'unknown_category', detail);
}

/** A reader, such as a running server, sees the old file or the new one, never a part. */
function replaceFile(path: string, text: string): void {
  const next = `${path}.new`;
  writeFileSync(next, text);
  renameSync(next, path);
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

function readCategoryFrom(value: string): UnitOptions['categoryFrom'] {
  if (value === 'labels' || value === 'model') return value;
  throw new InvalidArgumentError('must be labels or model');
}

function warn(text: string): void {
  console.error(`logsieve: ${text}`);
}

function readState(text: string): RuleState {
  const state = RULE_STATES.find((known) => known === text);
  if (state === undefined) throw new InvalidArgumentError(`must be one of ${RULE_STATES.join(', ')}`);
  return state;
}
