import type { Command } from 'commander';
import { readClassifierModel } from '../../classification/bert/classifier-model';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import { maskMessage } from '../../core/mask';
import type { LabelledRow } from '../../learning/labelled-table';
import { evaluationTable } from '../../learning/evaluation-table';
import { evaluate, type Evaluation } from '../../learning/evaluator';
import { examplesOf } from '../../learning/examples';
import { heldOutVotes, readHeldOut } from '../../learning/held-out';
import { answersOf } from '../../learning/held-out-answers';
import { readLabelledPath } from '../../learning/labelled-file';
import { rawLine } from '../../core/record';
import type { Verdict } from '../../core/verdict';
import { modelText } from '../../classification/bert/model-text';
import { calibrated } from '../../learning/cross-validation';
import { understandingSteps } from '../../pipeline/log-pipeline';
import { PipelineRunner } from '../../pipeline/runner';
import { openEntries } from '../../pipeline/step';
import { openUnderstanding } from '../../pipeline/understanding';
import { startProgress } from '../progress';

const CHUNK = 500;

/** `logsieve evaluate FILE…`: how right the whole pipeline, rules and model, is on labelled lines. */
export function addEvaluateCommand(program: Command, config: () => AppConfig): void {
  program
    .command('evaluate')
    .description('judge the verdicts on labelled CSV, XLSX or JSON files (message, target_label, triage, severity)')
    .argument('<paths...>', 'files, or folders of them')
    .option('--json', 'print the evaluation as JSON')
    .option('--held-out <file>', 'judge the kept answers of models that had not seen the software of a line')
    .action(async (paths: string[], { json, heldOut }: EvaluateOptions) => {
      const rows = (await Promise.all(paths.map(readLabelledPath))).flat();
      const { evaluation, stages } =
        heldOut === undefined ? await judge(config(), rows) : await judgeKept(config(), rows, heldOut);
      if (json === true) console.log(JSON.stringify({ ...evaluation, stages }));
      else console.log(`${evaluationTable(evaluation)}\n\ndecided by: ${stageText(stages)}`);
    });
}

interface EvaluateOptions {
  readonly json?: boolean;
  readonly heldOut?: string;
}

interface Result {
  readonly evaluation: Evaluation;
  /** Lines by the stage that decided them. */
  readonly stages: Readonly<Record<string, number>>;
}

/** The rules, and where none fits, what models said that had not seen the software of the line. */
async function judgeKept(config: AppConfig, rows: readonly LabelledRow[], file: string): Promise<Result> {
  const { heads } = readClassifierModel(config.classification.modelDir);
  const examples = examplesOf(rows);
  const answers = calibrated(answersOf(await heldOutVotes(examples, readHeldOut(file)), heads));
  const withoutModel = { ...config, classification: { ...config.classification, bert: false } };
  const ruled = new Map<string, Verdict>();
  for (const { row, verdict } of await ask(withoutModel, rows)) {
    if (verdict.decidedBy === 'regex') ruled.set(modelText(maskMessage(row.message)), verdict);
  }
  const judged = answers.map(({ expected, actual }, i) => {
    const rule = ruled.get(examples[i]?.text ?? '');
    return { expected, actual: rule ?? actual, stage: rule === undefined ? 'bert' : rule.decidedBy };
  });
  return { evaluation: evaluate(judged), stages: countBy(judged.map(({ stage }) => stage)) };
}

/** The whole pipeline, rules and model. */
async function judge(config: AppConfig, rows: readonly LabelledRow[]): Promise<Result> {
  const answers = await ask(config, rows);
  const judged = answers.map(({ row: { category, triage, severity }, verdict }) => ({
    expected: { category, triage, severity },
    actual: verdict,
  }));
  return { evaluation: evaluate(judged), stages: countBy(answers.map(({ verdict }) => verdict.decidedBy)) };
}

interface Answer {
  readonly row: LabelledRow;
  readonly verdict: Verdict;
}

async function ask(config: AppConfig, rows: readonly LabelledRow[]): Promise<Answer[]> {
  if (rows.length === 0) throw new InputError('invalid', 'empty_file', 'there is no labelled line');
  const understanding = await openUnderstanding(config, {
    llm: null,
    watchRules: false,
    onProblem: (text) => {
      console.error(`logsieve: ${text}`);
    },
  });
  const runner = new PipelineRunner(understandingSteps(understanding));
  const progress = startProgress(rows.length, 'evaluating {bar} {value}/{total}');
  const answers: Answer[] = [];
  try {
    for (let at = 0; at < rows.length; at += CHUNK) {
      const part = rows.slice(at, at + CHUNK);
      const raws = part.map(({ message, family }) => rawLine(message, family));
      const entries = openEntries(raws, Date.now(), config.limits.lineBytes);
      await runner.run({ origin: 'cli', entries, recordsOf: null, keep: 'all', checkpoint: null });
      entries.forEach(({ log: { verdict } }, i) => {
        const row = part[i];
        if (row !== undefined) answers.push({ row, verdict });
      });
      progress.update(at + part.length);
    }
  } finally {
    progress.stop();
    await understanding.close();
  }
  return answers;
}

function countBy(stages: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const stage of stages) counts[stage] = (counts[stage] ?? 0) + 1;
  return counts;
}

function stageText(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, count]) => `${stage} ${String(count)}`)
    .join(', ');
}
