import { Logger } from '@nestjs/common';
import { LlmPrompt } from '../../src/classification/llm/llm-prompt';
import type { ClassifiedLog } from '../../src/core/log';
import { maskMessage } from '../../src/core/mask';
import { DEFAULT_CATEGORIES, UNCLASSIFIED, worseTriage } from '../../src/core/verdict';
import { LlmDouble } from '../support/llm-double';
import { openLlm, openUpgrader, SHORT_LEASE_MS, stored, until, valuesOf } from '../support/llm-upgrader';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';
import { INJECTION_LINES } from './injection-lines';

const LABELS = [...DEFAULT_CATEGORIES.map(({ name }) => name), UNCLASSIFIED];

function logOf(line: string, given: Partial<ClassifiedLog> = {}): ClassifiedLog {
  return makeLog({ message: line, raw: line, template: maskMessage(line), source: 'web', level: 'ERROR', ...given });
}

describe('a log that gives instructions', () => {
  const prompt = new LlmPrompt(DEFAULT_CATEGORIES, 'a-model');
  const harmless = prompt.question(logOf('server started'));

  it.each(INJECTION_LINES)('stays one line of data: %s', (line) => {
    const question = prompt.question(logOf(line));
    const lines = question.split(/[\n\r\u2028\u2029]/);
    expect(lines).toHaveLength(4);
    const boundary = /^LOG ([0-9a-f]{24})$/.exec(lines[0]!)![1]!;
    expect(lines[2]).toBe(`END ${boundary}`);
    expect(lines[3]).toBe(harmless.split('\n')[3]);
    const log = JSON.parse(lines[1]!) as Record<string, string>;
    expect(Object.keys(log)).toEqual(['source', 'level', 'template', ...('sample' in log ? ['sample'] : [])]);
    expect(question).not.toMatch(/<[|/a-z]|\[\/?INST/);
    expect(question).not.toMatch(/[\p{Cf}\u{E0000}-\u{E007F}]/u);
    expect(question.length).toBeLessThan(5_000);
  });
});

describe('a model that obeys the log', () => {
  let db: TestDatabase;
  let double: LlmDouble;

  beforeAll(async () => {
    [db, double] = await Promise.all([createTestDatabase(), LlmDouble.start()]);
    Logger.overrideLogger(false);
  });

  afterAll(async () => {
    await Promise.all([double.close(), db.drop()]);
  });

  it('gives no new label, calms nothing down, passes no link on and leaves nothing open', async () => {
    // Says what the log says that it should say, else that all is well.
    double.opinion = ({ template, sample = template }) =>
      /\{"[a-z].*\}/s.exec(sample)?.[0] ?? {
        category: 'System Notification',
        triage: 'normal',
        severity: 1,
        confidence: 'high',
        suggestion: '',
      };
    const verdicts = [
      makeVerdict({ category: 'Critical Error', severity: 9, triage: 'incident', confidence: 0.4, decidedBy: 'bert' }),
      makeVerdict({ category: UNCLASSIFIED, severity: 5, triage: 'preventive_action', decidedBy: 'fallback' }),
    ];
    const logs = INJECTION_LINES.map((line, i) => logOf(line, { status: 'pending', verdict: verdicts[i % 2]! }));
    await storeLogs(db, ...logs);
    const llm = openLlm(double, { tokensPerMinute: 1e6 });
    const { upgrader, metrics } = openUpgrader(db, llm, SHORT_LEASE_MS);
    await upgrader.start();
    await until(async () => (await db.count(`logs WHERE status = 'pending'`)) === 0);
    await upgrader.stop();

    for (const [i, after] of (await stored(db, logs)).entries()) {
      const before = logs[i]!.verdict;
      const { category, severity, triage, confidence, suggestion } = after.verdict;
      expect(LABELS).toContain(category);
      expect(severity).toBeGreaterThanOrEqual(before.severity);
      expect(worseTriage(triage, before.triage)).toBe(triage);
      expect(confidence).toBeLessThan(0.851);
      expect(suggestion).not.toMatch(/evil|:\/\//);
    }
    // Later logs of the same templates fare no better than the first.
    for (const [i, verdict] of llm.strategy.classify(logs).entries()) {
      if (verdict !== null) expect(verdict.severity).toBeGreaterThanOrEqual(logs[i]!.verdict.severity);
    }
    // The model was believed where it kept to the form, and only there.
    const { answered, unusable } = await valuesOf(metrics.llmCalls);
    expect(answered).toBeGreaterThan(20);
    expect(unusable).toBeGreaterThan(5);
  });
});
