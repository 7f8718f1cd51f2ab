import { readRules } from '../../src/classification/regex/read-rules';
import { RegexStrategy } from '../../src/classification/regex/regex.strategy';
import { RuleSet } from '../../src/classification/regex/rule-set';
import type { AppConfig } from '../../src/config/config';
import { defaultSources, loadConfig } from '../../src/config/load';
import type { ClassifiedLog } from '../../src/core/log';
import { CATEGORY_NAMES } from '../../src/core/verdict';
import { rawLine } from '../../src/core/record';
import { understandingSteps } from '../../src/pipeline/log-pipeline';
import { PipelineRunner } from '../../src/pipeline/runner';
import { openEntries, openLogs, type Batch } from '../../src/pipeline/step';
import { classifyStep } from '../../src/pipeline/steps/classify.step';
import { enrichStep } from '../../src/pipeline/steps/enrich.step';
import { parseStep } from '../../src/pipeline/steps/parse.step';
import { templateStep } from '../../src/pipeline/steps/template.step';
import { openUnderstanding } from '../../src/pipeline/understanding';
import { readFileSync } from 'node:fs';
import { LineSource } from './lines';
import { bestRate, number, type Row } from './table';

const LINES = 20_000;
const CHUNK = 1_000;
const LINE_LENGTH = 65_536;

/** Classification in this process, on one core: mask, template cache and rules; and what the number of rules costs. */
export async function classifyBench(): Promise<Row[]> {
  const config = loadConfig({ ...defaultSources({}), create: false });
  const understanding = await openUnderstanding(config, { llm: null, watchRules: false, onProblem: console.error });
  const batches = chunks(new LineSource(3).take(LINES));
  const runner = new PipelineRunner(understandingSteps(understanding));
  for (const batch of batches) await runner.run(batch);

  const template = templateStep(understanding.templates);
  const classify = classifyStep(understanding.classifier);
  const cached = await bestRate(LINES, 5, async () => {
    for (const batch of batches) {
      await template(batch);
      await classify(batch);
    }
  });
  const whole = await bestRate(LINES, 5, async () => {
    for (const batch of chunks(new LineSource(3).take(LINES))) await runner.run(batch);
  });
  const access = accessLines();
  const parse = parseStep(understanding.parsers);
  const enrich = enrichStep(understanding.enrichers);
  const read = await bestRate(access.length, 5, async () => {
    for (const batch of chunks(access)) {
      await parse(batch);
      await enrich(batch);
    }
  });
  const logs = batches.flatMap(openLogs);
  const naive = await naiveRate(config, logs);
  const rules = await ruleGrowth(config, logs);
  await understanding.close();
  return [
    ['cached classification: mask + template cache + rules', `${number(cached)} lines/s`, '≥ 500,000 lines/s'],
    ['naive: chained replaces + every rule in turn as RegExp', `${number(naive)} lines/s`, ''],
    ['  ratio', `${number(cached / naive)} ×`, ''],
    ['whole understanding: parse + redact + template + classify', `${number(whole)} lines/s`, ''],
    ['parse + enrich + threats, access lines', `${number(read)} lines/s`, '≥ 150,000 lines/s'],
    ...rules,
  ];
}

/** Every one has another address. */
function accessLines(): string[] {
  return new LineSource(5).take(LINES * 4).filter((line) => line.includes('HTTP/1.1'));
}

function chunks(lines: readonly string[]): Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at < lines.length; at += CHUNK) {
    const raws = lines.slice(at, at + CHUNK).map((line) => rawLine(line, 'bench'));
    const entries = openEntries(raws, Date.now(), LINE_LENGTH);
    batches.push({ origin: 'bench', entries, recordsOf: null, keep: 'all', checkpoint: null });
  }
  return batches;
}

function rulesOf(config: AppConfig): ReturnType<typeof readRules> {
  const path = config.classification.patterns;
  return readRules(readFileSync(path, 'utf8'), path, CATEGORY_NAMES);
}

/** The usual way: one replace a kind of value, then one regular expression after another until one matches. */
async function naiveRate(config: AppConfig, logs: readonly ClassifiedLog[]): Promise<number> {
  const document = JSON.parse(readFileSync(config.classification.patterns, 'utf8')) as {
    rules: { pattern?: string }[];
  };
  const patterns = document.rules.flatMap(({ pattern }) => (pattern === undefined ? [] : [new RegExp(pattern, 'i')]));
  const replaces = [/\d{1,3}(?:\.\d{1,3}){3}/g, /[0-9a-f]{8}-[0-9a-f-]{27}/gi, /0x[0-9a-f]+/gi, /\/[\w./-]+/g, /\d+/g];
  let seen = 0;
  const rate = await bestRate(logs.length, 5, () => {
    for (const { message } of logs) {
      seen += replaces.reduce((text, pattern) => text.replace(pattern, '*'), message).length;
      if (patterns.some((pattern) => pattern.test(message))) seen++;
    }
  });
  if (seen === 0) throw new Error('nothing was measured');
  return rate;
}

/** The shipped rules padded with rules of the same kind that match nothing here: 50 against 500. */
async function ruleGrowth(config: AppConfig, logs: readonly ClassifiedLog[]): Promise<Row[]> {
  const shipped = rulesOf(config);
  const rate = async (count: number): Promise<number> => {
    const set = new RuleSet([...shipped.slice(0, Math.min(count, 50)), ...fillers(config, count - 50)]);
    const strategy = new RegexStrategy({ rules: set, shadow: new RuleSet([]) });
    return bestRate(logs.length, 4, () => {
      strategy.classify(logs);
    });
  };
  const fifty = await rate(50);
  const fiveHundred = await rate(500);
  return [
    ['rules alone, templates known, 50 rules', `${number(fifty)} lines/s`, ''],
    ['rules alone, templates known, 500 rules', `${number(fiveHundred)} lines/s`, ''],
    ['  cost of 500 rules against 50', `${number(fifty / fiveHundred)} ×`, '≤ 1.3 ×'],
  ];
}

function fillers(config: AppConfig, count: number): ReturnType<typeof readRules> {
  if (count <= 0) return [];
  const names = 'gearbox turbine rudder anvil lathe piston crankcase flywheel manifold sprocket'.split(' ');
  const rules = Array.from({ length: count }, (_, i) => ({
    id: `filler-${String(i)}`,
    pattern: `${names[i % names.length] ?? ''}-unit-${String(i)} (?:has )?(?:failed|stalled) after \\d+ (?:ms|s)`,
    category: 'Error',
    severity: 5,
    triage: 'preventive_action',
    suggestion: 'Look at the unit.',
  }));
  const text = JSON.stringify({ version: 1, rules });
  return readRules(text, config.classification.patterns, CATEGORY_NAMES);
}
