import type { Command } from 'commander';
import { styleText } from 'node:util';
import type { AppConfig } from '../../config/config';
import { rawLine } from '../../core/record';
import { explainLog, type Explanation } from '../../pipeline/explain';
import { openUnderstanding } from '../../pipeline/understanding';

interface ExplainOptions {
  readonly source?: string;
  readonly json?: boolean;
}

const SHOWN_VOTES = 3;

/** `logsieve explain LINE`: needs neither a server nor a database. */
export function addExplainCommand(program: Command, config: () => AppConfig): void {
  program
    .command('explain')
    .description('say why a line gets the answer it gets: parser, fields, template, rules tried, votes of the model')
    .argument('<line>', 'the line, in quotes')
    .option('--source <name>', 'who sent it')
    .option('--json', 'one JSON object')
    .action((line: string, options: ExplainOptions) => explain(config(), line, options));
}

async function explain(config: AppConfig, line: string, { source, json }: ExplainOptions): Promise<void> {
  const { lineBytes } = config.limits;
  const { minConfidence } = config.classification;
  const understanding = await openUnderstanding(config, {
    llm: null,
    watchRules: false,
    onProblem: (text) => {
      console.error(text);
    },
  });
  try {
    const explanation = await explainLog(rawLine(line, source ?? null), understanding, { lineBytes, minConfidence });
    console.log(json === true ? JSON.stringify(explanation) : textOf(explanation));
  } finally {
    await understanding.close();
  }
}

function textOf({ log, parser, masked, template, rules, model, minConfidence }: Explanation): string {
  const { category, severity, triage, confidence, decidedBy, ruleId, suggestion } = log;
  const votes = (model?.categories ?? [])
    .slice(0, SHOWN_VOTES)
    .map(({ label, probability }) => `${label} ${probability.toFixed(2)}`);
  const tried = rules.map((rule) => `${rule.ruleId} ${rule.matched ? 'matches' : missing(rule)}`);
  const rows: readonly (readonly [string, string])[] = [
    ['answer', `${category}, severity ${String(severity)}, ${triage}, confidence ${confidence.toFixed(2)}`],
    ['decided by', ruleId === null ? decidedBy : `${decidedBy} (${ruleId})`],
    ['suggestion', suggestion ?? '-'],
    ['parser', parser],
    ['format', log.format],
    ['time', log.timestamp],
    ['level', log.level],
    ['source', log.source],
    ['message', log.message],
    ['fields', JSON.stringify(log.fields)],
    ['threats', log.threats.join(', ') || '-'],
    ['masked', masked],
    ['template', template.text],
    ['rules tried', tried.join('\n') || 'none could match'],
    [
      'model',
      model === null ? '-' : `${model.version}: ${votes.join(', ')} (its word stands from ${String(minConfidence)})`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows
    .map(([name, value]) => styleText('bold', name.padEnd(width)) + value.replaceAll('\n', `\n${' '.repeat(width)}`))
    .join('\n');
}

function missing({ conditions, pattern }: Explanation['rules'][number]): string {
  if (!conditions && !pattern) return 'does not match';
  return conditions ? 'does not match: its pattern or words' : 'does not match: its conditions';
}
