import type { Command } from 'commander';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import type { LabelledRow } from '../../learning/corpus';
import { evaluationTable } from '../../learning/evaluation-table';
import { evaluate, type Judged } from '../../learning/evaluator';
import { rawLine } from '../../core/record';
import { understandingSteps } from '../../pipeline/log-pipeline';
import { PipelineRunner } from '../../pipeline/runner';
import { openEntries } from '../../pipeline/step';
import { openUnderstanding } from '../../pipeline/understanding';
import { startProgress } from '../progress';
import { readLabelled } from './train.command';

const CHUNK = 500;

/** `logsieve evaluate FILE…`: how right the whole pipeline, rules and model, is on labelled lines. */
export function addEvaluateCommand(program: Command, config: () => AppConfig): void {
  program
    .command('evaluate')
    .description('judge the verdicts on labelled CSV files (message, target_label, triage, severity)')
    .argument('<paths...>', 'CSV files, or folders of them')
    .option('--json', 'print the evaluation as JSON')
    .action(async (paths: string[], { json }: { json?: boolean }) => {
      const { judged, stages } = await judge(config(), readLabelled(paths));
      const evaluation = evaluate(judged);
      if (json === true) console.log(JSON.stringify({ ...evaluation, stages }));
      else console.log(`${evaluationTable(evaluation)}\n\ndecided by: ${stageText(stages)}`);
    });
}

async function judge(
  config: AppConfig,
  rows: readonly LabelledRow[],
): Promise<{ judged: Judged[]; stages: Record<string, number> }> {
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
  const judged: Judged[] = [];
  const stages: Record<string, number> = {};
  try {
    for (let at = 0; at < rows.length; at += CHUNK) {
      const part = rows.slice(at, at + CHUNK);
      const raws = part.map(({ message, family }) => rawLine(message, family));
      const entries = openEntries(raws, Date.now(), config.limits.lineBytes);
      await runner.run({ origin: 'cli', entries, recordOf: null, keep: 'all', checkpoint: null });
      entries.forEach(({ log: { verdict } }, i) => {
        const row = part[i];
        if (row === undefined) return;
        const { category, triage, severity } = row;
        judged.push({ expected: { category, triage, severity }, actual: verdict });
        stages[verdict.decidedBy] = (stages[verdict.decidedBy] ?? 0) + 1;
      });
      progress.update(at + part.length);
    }
  } finally {
    progress.stop();
    await understanding.close();
  }
  return { judged, stages };
}

function stageText(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, count]) => `${stage} ${String(count)}`)
    .join(', ');
}
