import { Command } from 'commander';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDiscoverCommand } from '../../src/cli/commands/discover.command';
import type { AppConfig } from '../../src/config/config';
import { loadConfig } from '../../src/config/load';
import { projectRoot } from '../../src/core/project';
import { rawLine } from '../../src/core/record';
import { TRIAGES, type Verdict } from '../../src/core/verdict';
import type { Discovery } from '../../src/learning/discovery/propose-rules';
import { understandingSteps } from '../../src/pipeline/log-pipeline';
import { PipelineRunner } from '../../src/pipeline/runner';
import { openEntries } from '../../src/pipeline/step';
import { openUnderstanding } from '../../src/pipeline/understanding';
import { mixedLog, type LabelledLine } from '../support/mixed-log';

const SHIPPED_RULES = join(projectRoot(), 'configs/regex_patterns.json');
const folder = mkdtempSync(join(tmpdir(), 'logsieve-discovery-'));
const log = mixedLog(20_000, 5);
const unseen = mixedLog(1000, 99);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function configWith(patterns: string): AppConfig {
  const paths = { suggestions: join(projectRoot(), 'configs/suggestions.yaml'), models: join(projectRoot(), 'models') };
  const flags = { REGEX_PATTERNS: patterns, SUGGESTIONS: paths.suggestions, MODEL_DIR: paths.models };
  return loadConfig({ file: join(folder, 'none.yaml'), create: false, env: {}, flags });
}

interface Report extends Discovery {
  readonly added: readonly string[];
}

async function discover(input: string, output: string, ...options: string[]): Promise<Report> {
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text));
  const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const program = new Command().exitOverride();
    addDiscoverCommand(program, () => configWith(output));
    await program.parseAsync(['discover', '--input', input, '--output', output, '--json', ...options], {
      from: 'user',
    });
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
  return JSON.parse(printed.join('\n')) as Report;
}

async function classify(patterns: string, messages: readonly string[]): Promise<Verdict[]> {
  const understanding = await openUnderstanding(configWith(patterns), {
    llm: null,
    watchRules: false,
    onProblem: (text) => {
      throw new Error(text);
    },
  });
  try {
    const entries = openEntries(
      messages.map((message) => rawLine(message, 'mixed')),
      Date.now(),
      65_536,
    );
    const batch = { origin: 'test', entries, recordsOf: null, keep: 'all', checkpoint: null } as const;
    await new PipelineRunner(understandingSteps(understanding)).run(batch);
    return entries.map(({ log }) => log.verdict);
  } finally {
    await understanding.close();
  }
}

function file(name: string, rows: readonly LabelledLine[]): string {
  const path = join(folder, name);
  const table = rows.map(({ message, label }) => `"${message.replaceAll('"', '""')}",${label}`);
  writeFileSync(
    path,
    name.endsWith('.csv')
      ? ['message,target_label', ...table].join('\n')
      : rows.map(({ message }) => message).join('\n'),
  );
  return path;
}

function rulesAt(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(SHIPPED_RULES));
  return path;
}

const byRules = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ decidedBy }) => decidedBy === 'regex').length / verdicts.length;

describe('logsieve discover, on lines of several kinds of software', () => {
  it.each([
    ['labels', 'mixed.csv', 20_000, 0.95],
    ['model', 'mixed.log', 2000, 0.8],
  ])('with categories from %s: more lines decided by rules, no verdict worse', async (from, name, count, share) => {
    const lines = log.slice(0, count);
    const messages = lines.map(({ message }) => message);
    const output = rulesAt(`${from}.json`);
    const before = await classify(output, messages);
    const report = await discover(file(name, lines), output);
    const answers = await classify(output, [...messages, ...unseen.map(({ message }) => message)]);
    const after = answers.slice(0, count);

    expect(report.proposals.length).toBeGreaterThanOrEqual(10);
    for (const { precision, worse, strangers } of report.proposals) {
      expect([precision, worse, strangers]).toEqual([1, 0, 0]);
    }
    expect([byRules(before), byRules(after)]).toEqual([report.ruledBefore, report.ruledAfter]);
    expect(byRules(before)).toBeLessThan(0.05);
    expect(byRules(after)).toBeGreaterThan(share);
    const worse = messages.filter((_, i) => isWorse(before[i], after[i], lines[i]?.label));
    expect(worse).toEqual([]);

    // What was learned from some lines holds for others.
    const others = answers.slice(count);
    expect(byRules(others)).toBeGreaterThan(share - 0.05);
    const wrong = unseen.filter(({ label }, i) => {
      const { ruleId, category } = others[i] ?? { ruleId: null, category: '' };
      return ruleId?.startsWith('discovered-') === true && category !== label;
    });
    expect(wrong).toEqual([]);
  });

  it('writes nothing on a dry run, then adds its rules behind those that were there, then has nothing to add', async () => {
    const shipped = readFileSync(SHIPPED_RULES, 'utf8');
    const output = rulesAt('again.json');
    const input = file('again.log', log.slice(0, 500));
    const { added } = await discover(input, output, '--dry-run', '--min-coverage', '0.01');
    expect(added.length).toBeGreaterThan(0);
    expect(readFileSync(output, 'utf8')).toBe(shipped);

    expect((await discover(input, output, '--min-coverage', '0.01')).added).toEqual(added);
    const lastRule = shipped.lastIndexOf('}', shipped.lastIndexOf(']'));
    expect(readFileSync(output, 'utf8').startsWith(shipped.slice(0, lastRule + 1))).toBe(true);
    expect((await discover(input, output, '--min-coverage', '0.01')).added).toEqual([]);
  });

  it('makes no rule of what was seen once or is no text', async () => {
    const noise = ['\u0001\u0002 pump', '\ufffd\ufffd lift 7'].flatMap((text) => [text, text, text]);
    const messages = ['lift 7 stuck', ...[1, 2, 3].map((n) => `pump ${String(n)} stalled`), ...noise];
    const input = file(
      'few.csv',
      messages.map((message) => ({ message, label: 'Error' })),
    );
    const { proposals, unfit, refused } = await discover(input, rulesAt('few.json'));
    expect(proposals.map(({ rule: { id, pattern } }) => [id.replace(/-[0-9a-f]{8}$/, ''), pattern])).toEqual([
      ['discovered-pump-stalled', '^pump \\d+ stalled$'],
    ]);
    expect(unfit).toMatchObject({ unreadable: 6 });
    expect(refused).toEqual([{ reason: 'too rare', template: 'lift <NUM> stuck', lines: 1 }]);
  });

  it('makes no rule of requests whose status could be another', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => ({
      message: `upstream cart answered 200 to request ${String(i)}`,
      label: 'HTTP Status',
    }));
    const { proposals, refused } = await discover(file('status.csv', lines), rulesAt('status.json'));
    expect(proposals).toEqual([]);
    expect(refused).toMatchObject([{ reason: 'an amount decides', lines: 40 }]);
  });

  it('says what is wrong with its input', async () => {
    const output = rulesAt('bad.json');
    await expect(discover(join(folder, 'none.csv'), output)).rejects.toThrow('none.csv: no such file');
    const foreign = file('foreign.csv', [{ message: 'tram 7 left', label: 'Trams' }]);
    await expect(discover(foreign, output)).rejects.toThrow('target_label Trams: rules may only give HTTP Status');
    await expect(discover(file('plain.log', log.slice(0, 3)), output, '--category-from', 'labels')).rejects.toThrow(
      'no line has a target_label',
    );
  });
});

function isWorse(before: Verdict | undefined, after: Verdict | undefined, label: string | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  const wrong = before.category === label && after.category !== label;
  const lessUrgent = TRIAGES.indexOf(after.triage) > TRIAGES.indexOf(before.triage);
  return wrong || lessUrgent || after.severity < before.severity;
}
