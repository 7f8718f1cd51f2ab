import { Logger } from '@nestjs/common';
import { AnswerReader } from '../../src/classification/llm/answer-reader';
import { Classifier, raise } from '../../src/classification/classifier';
import { FallbackStrategy } from '../../src/classification/fallback.strategy';
import type { Llm } from '../../src/classification/llm/create-llm';
import { LlmError } from '../../src/classification/llm/llm-error';
import { LlmPrompt } from '../../src/classification/llm/llm-prompt';
import { RegexStrategy } from '../../src/classification/regex/regex.strategy';
import { RuleFile } from '../../src/classification/regex/rule-file';
import { classificationSlice } from '../../src/config/classification.config';
import type { ClassifiedLog } from '../../src/core/log';
import { maskMessage } from '../../src/core/mask';
import { cleanText } from '../../src/core/text';
import { CATEGORY_NAMES, DEFAULT_CATEGORIES, UNCLASSIFIED, worseTriage, type Verdict } from '../../src/core/verdict';
import { LlmDouble, logIn } from '../support/llm-double';
import { openLlm, openUpgrader, SHORT_LEASE_MS, stored, TestClock, until, valuesOf } from '../support/llm-upgrader';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';
import { readInjectionLines, type InjectionLine } from './injection-lines';
import { OBEDIENT_MODELS } from './obedient-models';

const LINES = readInjectionLines();
const prompt = new LlmPrompt(DEFAULT_CATEGORIES, 'a-model');
const LABELS = [...CATEGORY_NAMES, UNCLASSIFIED];
/** What the stages before the LLM, and our own advice, have to say. */
const ADVICE = 'Look at the lines around it.';
const VERDICT_FIELDS = Object.keys(makeVerdict()).sort();
/** What only a program sees: control, format, private and other characters without a shape. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;
/** Any of it makes more than a sentence of a suggestion. */
const MORE_THAN_TEXT = /https?:|\/\/|www\.|evil\.example|@|[<>`|$[\]{}*#]| -\w/i;

function logOf({ line, severity, triage }: InjectionLine, given: Partial<ClassifiedLog> = {}): ClassifiedLog {
  // As the parsers hand it on.
  const message = cleanText(line, 1e6).text;
  return makeLog({
    message,
    raw: message,
    masked: maskMessage(message),
    level: '',
    status: 'pending',
    verdict: makeVerdict({ severity, triage, decidedBy: 'bert', ruleId: null, confidence: 0.4, suggestion: ADVICE }),
    ...given,
  });
}

/** The template as the model sees it. */
function questionTemplate(injection: InjectionLine): string {
  return logIn({ model: '', messages: [{ role: 'user', content: prompt.question(logOf(injection), []) }] }).template;
}

function expectHarmless(after: Verdict, { severity, triage }: Pick<Verdict, 'severity' | 'triage'>): void {
  expect(Object.keys(after).sort()).toEqual(VERDICT_FIELDS);
  expect(LABELS).toContain(after.category);
  expect(after.severity).toBeGreaterThanOrEqual(severity);
  expect(after.severity).toBeLessThanOrEqual(10);
  expect(worseTriage(after.triage, triage)).toBe(after.triage);
  expect(after.confidence).toBeLessThan(0.851);
  expect(after.ruleId).toBeNull();
  // Never null: every line deserves more than `normal`.
  expect(after.suggestion).not.toMatch(UNSEEN);
  expect(after.suggestion).not.toMatch(MORE_THAN_TEXT);
  expect(after.suggestion!.length).toBeLessThanOrEqual(300);
}

it('is a corpus of at least 200 different lines', () => {
  expect(new Set(LINES.map(({ line }) => maskMessage(line))).size).toBeGreaterThanOrEqual(200);
  for (const { severity, triage } of LINES) expect([severity > 3, triage]).not.toEqual([false, 'normal']);
});

describe('a log that gives instructions', () => {
  const instruction = prompt.question(makeLog(), []).split('\n').at(-1);

  it.each([...new Set(LINES.map(({ technique }) => technique))])('stays one line of data: %s', (technique) => {
    for (const injection of LINES.filter((other) => other.technique === technique)) {
      const neighbour = { template: injection.line, category: 'Error', triage: null, severity: null };
      const question = prompt.question(logOf(injection), [neighbour]);
      const [examples, example, end, begin, log, ...rest] = question.split(/[\n\v\f\r\u0085\u2028\u2029]/);
      const boundary = /^EXAMPLES ([0-9a-f]{24})$/.exec(examples!)![1]!;
      expect([end, begin, ...rest]).toEqual([`END ${boundary}`, `LOG ${boundary}`, `END ${boundary}`, instruction]);
      expect(question.split(boundary)).toHaveLength(5);
      expect(Object.keys(JSON.parse(example!) as object)).toEqual(['template', 'category']);
      const shown = JSON.parse(log!) as object;
      expect(Object.keys(shown)).toEqual(['source', 'level', 'template', ...('sample' in shown ? ['sample'] : [])]);
      expect(question).not.toMatch(/<[|｜/a-z]|<<S|\[\/?(?:INST|SYSTEM_|TOOL_)/);
      expect(question.replaceAll('\n', '')).not.toMatch(UNSEEN);
      expect(question.length).toBeLessThan(8_000);
    }
  });
});

describe('a model that obeys the log', () => {
  let db: TestDatabase;
  let double: LlmDouble;
  let llm: Llm;

  beforeAll(async () => {
    [db, double] = await Promise.all([createTestDatabase(), LlmDouble.start()]);
    Logger.overrideLogger(false);
    llm = openLlm(double, { tokensPerMinute: 1e9, costPerDay: 0, concurrency: 4 }, new TestClock(), () => ADVICE);
  });

  afterAll(async () => {
    await Promise.all([double.close(), db.drop()]);
  });

  it.each(Object.entries(OBEDIENT_MODELS))('gets nothing through when it %s', (_how, { answer, verdicts }) => {
    const reader = new AnswerReader(CATEGORY_NAMES, 'a-model', () => ADVICE);
    const read = LINES.map((injection) => {
      const { verdict: local, message } = logOf(injection);
      const said = answer(message);
      const text = typeof said === 'string' ? said : JSON.stringify(said);
      try {
        const verdict = raise(
          local,
          reader.read({ text, finishReason: 'stop', promptTokens: 1, completionTokens: 1 }, message),
        );
        expectHarmless(verdict, local);
        return verdict;
      } catch (error) {
        expect(error).toBeInstanceOf(LlmError);
        return null;
      }
    });
    const count = read.filter((verdict) => verdict !== null).length;
    expect([count >= verdicts[0], count <= verdicts[1]]).toEqual([true, true]);
  });

  it('asks for no tools, and finds no answer in the use of one', async () => {
    double.next((response) => {
      const call = { id: 'a', type: 'function', function: { name: 'shell', arguments: '{"category":"Error"}' } };
      const choice = { message: { role: 'assistant', content: null, tool_calls: [call] }, finish_reason: 'tool_calls' };
      response.end(JSON.stringify({ choices: [choice] }));
    });
    await expect(llm.judge.enter().ask(logOf(LINES[0]!), [])).rejects.toMatchObject({ failure: 'unusable' });
    for (const { body } of double.requests) expect(Object.keys(body)).toEqual(Object.keys(double.requests[0]!.body));
    expect(Object.keys(double.requests[0]!.body)).not.toContain('tools');
  });

  it('has no new label stored, calms nothing down, and leaves nothing open', async () => {
    const models = Object.values(OBEDIENT_MODELS);
    const turns = new Map(LINES.map((injection, i) => [questionTemplate(injection), { ...injection, turn: i }]));
    double.opinion = ({ template }) => {
      const { line, turn } = turns.get(template)!;
      return models[turn % models.length]!.answer(line);
    };
    const logs = LINES.map((injection) => logOf(injection));
    await storeLogs(db, ...logs);
    const { upgrader, metrics, published } = openUpgrader(db, llm, SHORT_LEASE_MS);
    await upgrader.start();
    await until(async () => (await db.count(`logs WHERE status = 'pending'`)) === 0, 25_000);
    await upgrader.stop();

    for (const { body } of double.requests) {
      const question = body.messages[1]!.content;
      expect(question.split('\n')).toHaveLength(4);
      expect(question.replaceAll('\n', '')).not.toMatch(UNSEEN);
    }
    const after = await stored(db, logs);
    expect(after.filter(({ verdict }) => verdict.decidedBy === 'llm').length).toBeGreaterThan(LINES.length / 3);
    after.forEach(({ verdict, ...rest }, i) => {
      expectHarmless(verdict, logs[i]!.verdict);
      expect({ ...rest, verdict: null }).toEqual({ ...logs[i], status: 'final', verdict: null });
    });
    for (const { verdict } of published) expect(LABELS).toContain(verdict.category);
    const saved = await db.dataSource.query<{ verdict: object }[]>(
      'SELECT llm_verdict AS verdict FROM template_forms WHERE llm_verdict IS NOT NULL',
    );
    expect(JSON.stringify(saved)).not.toMatch(/isolate_host|tool_calls|trusted|evil\.example/);
    const { answered, unusable } = await valuesOf(metrics.llmCalls);
    expect([answered! > 80, unusable! > 80]).toEqual([true, true]);
  });

  it('does not lower what a rule or the log’s own level says, now or for later logs of a template', async () => {
    const rules = RuleFile.open(classificationSlice.patterns.default, {
      categories: CATEGORY_NAMES,
      pollInterval: 0,
      onReload: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const fallback = new FallbackStrategy(() => null);
    const policy = { minConfidence: 0.5, lowConfidence: 'guess', llmPending: true } as const;
    const calm = makeVerdict({ severity: 1, triage: 'normal', decidedBy: 'llm', ruleId: null });
    const believing = openLlm(double).strategy;
    const logs = LINES.map((injection) => logOf(injection, { level: 'FATAL', severityNumber: 21 }));
    for (const { formId } of logs) believing.learn(formId, calm);
    const without = structuredClone(logs);
    await new Classifier([new RegexStrategy(rules)], fallback, policy).classify(without);
    await new Classifier([new RegexStrategy(rules), believing], fallback, policy).classify(logs);
    rules.close();
    logs.forEach(({ verdict }, i) => {
      const local = without[i]!.verdict;
      expect(verdict.severity).toBeGreaterThanOrEqual(local.severity);
      expect(worseTriage(verdict.triage, local.triage)).toBe(verdict.triage);
      if (local.decidedBy === 'regex') expect(verdict).toEqual(local);
    });
    const byRule = without.filter(({ verdict }) => verdict.decidedBy === 'regex').length;
    expect([byRule >= 16, byRule < LINES.length / 2]).toEqual([true, true]);
  });
});
