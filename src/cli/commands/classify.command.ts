import { InvalidArgumentError, type Command } from 'commander';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { styleText } from 'node:util';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import { FILE_FORMATS, type FileFormat, type FileRow, type FileRows } from '../../parsing/files/file-row';
import { formatOfName, openRows, openStream, sourceOfName } from '../../parsing/files/open-rows';
import { ownFileReading } from '../../pipeline/file-reading';
import { answerJson, CsvAnswers } from '../../pipeline/answer-formats';
import { understandingSteps } from '../../pipeline/log-pipeline';
import { addToSummary, emptySummary, RowBatch, type Answer, type Summary } from '../../pipeline/row-batch';
import { PipelineRunner } from '../../pipeline/runner';
import { openUnderstanding } from '../../pipeline/understanding';
import { startProgress } from '../progress';

interface ClassifyOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly source?: string;
  readonly format?: FileFormat;
}

const STDIN = '-';
const CATEGORY_WIDTH = 20;

/** `logsieve classify [FILE|-]`: needs neither a server nor a database. */
export function addClassifyCommand(program: Command, config: () => AppConfig): void {
  program
    .command('classify')
    .description('classify a file (csv, xlsx, ndjson, json, log, each also .gz) or standard input')
    .argument('[file]', 'file, or - for standard input', STDIN)
    .option('--json', 'one JSON object a log')
    .option('--csv', "the input's columns plus ours")
    .option('--source <name>', 'source for logs that name none')
    .option('--format <format>', `one of ${FILE_FORMATS.join(', ')} (default: by name, else text)`, readFormat)
    .action((file: string, options: ClassifyOptions) => classifyFile(config(), file, options));
}

/** Classifies one file to standard output, with a summary on standard error. */
export async function classifyFile(config: AppConfig, file: string, options: ClassifyOptions): Promise<void> {
  let read = 0;
  const input = await openInput(config, file, options, (bytes) => (read += bytes));
  const understanding = await openUnderstanding(config, { llm: null, watchRules: false, onProblem: warn });
  const runner = new PipelineRunner(understandingSteps(understanding));
  const progress = startProgress(input.size, 'classifying {bar} {percentage} % | ETA {eta_formatted}');
  const summary = emptySummary();
  const started = performance.now();
  try {
    const write = writerFor(options, input.rows.header);
    await write.start();
    for await (const rows of input.rows.groups) {
      const batch = new RowBatch(rows, 'cli', config.limits.lineBytes);
      await runner.run(batch.batch);
      const answers = batch.answers();
      await write.rows(rows, answers, summary.total);
      addToSummary(summary, answers);
      progress.update(read);
    }
  } finally {
    progress.stop();
    await understanding.close();
  }
  summary.durationMs = Math.round(performance.now() - started);
  console.error(summaryText(summary));
  if (summary.total === 0) throw new InputError('invalid', 'empty_file', 'there is no log in the input');
}

async function openInput(
  config: AppConfig,
  file: string,
  options: ClassifyOptions,
  onBytes: (bytes: number) => void,
): Promise<{ rows: FileRows; size: number }> {
  const reading = ownFileReading(config);
  const now = Date.now();
  if (file === STDIN) {
    const context = { source: options.source ?? null, now, ...reading };
    return { rows: await openStream(process.stdin, options.format ?? 'text', context), size: 0 };
  }
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    throw new InputError('not_found', 'no_such_file', `${file}: no such file`);
  }
  const context = { source: options.source ?? sourceOfName(file), now, ...reading, onBytes };
  return { rows: await openRows(file, options.format ?? formatOfName(file) ?? 'text', context), size };
}

interface AnswerWriter {
  start(): Promise<void>;
  rows(rows: readonly FileRow[], answers: readonly Answer[], firstIndex: number): Promise<void>;
}

function writerFor({ json, csv }: ClassifyOptions, header: readonly string[] | null): AnswerWriter {
  if (csv === true) {
    const format = new CsvAnswers(header);
    return {
      start: () => print(format.header()),
      rows: (rows, answers) =>
        print(
          rows.map((row, i) => format.row(row, answers[i] ?? { error: { code: 'no_answer', detail: '' } })).join(''),
        ),
    };
  }
  const line = json === true ? jsonLine : humanLine;
  return {
    start: () => Promise.resolve(),
    rows: (_rows, answers, firstIndex) => print(answers.map((answer, i) => line(answer, firstIndex + i)).join('')),
  };
}

function jsonLine(answer: Answer, index: number): string {
  return `${JSON.stringify(answerJson(answer, index))}\n`;
}

const COLOURS = { incident: 'red', preventive_action: 'yellow', normal: 'gray' } as const;

function humanLine(answer: Answer, index: number): string {
  if ('error' in answer) return `row ${String(index + 1)}: ${answer.error.code}: ${answer.error.detail}\n`;
  const { verdict, message } = answer.log;
  const head = `${String(verdict.severity).padStart(2)} ${verdict.triage.padEnd(17)} ${verdict.category.padEnd(CATEGORY_WIDTH)}`;
  const coloured = process.stdout.isTTY ? styleText(COLOURS[verdict.triage], head) : head;
  // A log must not drive the terminal it is shown on.
  return `${coloured} ${message.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')}\n`;
}

/** Writes to standard output and waits while the reader is slower; a reader that went away ends the command. */
async function print(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await once(process.stdout, 'drain');
}

function summaryText(summary: Summary): string {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${String(count)}`)
      .join(', ');
  const seconds = summary.durationMs / 1000;
  return [
    `${String(summary.classified)} of ${String(summary.total)} logs classified in ${seconds.toFixed(2)} s`,
    `  category  ${list(summary.byCategory)}`,
    `  stage     ${list(summary.byStage)}`,
    `  triage    ${list(summary.byTriage)}`,
    ...(summary.rejected > 0 ? [`  rejected  ${String(summary.rejected)}`] : []),
  ].join('\n');
}

function readFormat(value: string): FileFormat {
  const format = FILE_FORMATS.find((known) => known === value);
  if (format === undefined) throw new InvalidArgumentError(`must be one of ${FILE_FORMATS.join(', ')}`);
  return format;
}

function warn(text: string): void {
  console.error(`logsieve: ${text}`);
}
