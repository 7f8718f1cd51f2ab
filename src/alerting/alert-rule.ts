import { compileCondition, type Condition } from '../classification/regex/condition';
import type { ClassifiedLog } from '../core/log';
import { escapeRegex } from '../core/text';
import { globMatches } from './matcher';
import type { AlertRuleDefinition } from './rule-schema';
import { isWithin } from './schedule';

/** What a rule may ask about a template. */
export interface TemplateNews {
  /** Not seen before the last hour. */
  isNew(templateId: string): boolean;
  /** Seen less than ten times in the last day. */
  isRare(templateId: string): boolean;
}

type LogCondition = Extract<Condition, { kind: 'log' | 'field' }>;
type Test = (log: ClassifiedLog, news: TemplateNews) => boolean;

/** An alert rule ready to run. */
export class AlertRule {
  /** By name, cheapest first; the names are those of the definition. */
  private readonly tests: readonly (readonly [name: string, test: Test])[];

  /** @throws PatternError when a pattern in it cannot be used */
  constructor(readonly definition: AlertRuleDefinition) {
    this.tests = testsOf(definition);
  }

  matches(log: ClassifiedLog, news: TemplateNews): boolean {
    for (const [, test] of this.tests) if (!test(log, news)) return false;
    return true;
  }

  /** The conditions that do not hold; empty when the rule matches. */
  failing(log: ClassifiedLog, news: TemplateNews): string[] {
    return this.tests.filter(([, test]) => !test(log, news)).map(([name]) => name);
  }
}

function testsOf({ when }: AlertRuleDefinition): (readonly [string, Test])[] {
  const tests: (readonly [string, Test])[] = [];
  const { triage, minSeverity, maxSeverity, category, source, threats, template, keywords, minConfidence, decidedBy } =
    when;
  if (triage !== undefined) tests.push(['triage', ({ verdict }) => triage.includes(verdict.triage)]);
  if (minSeverity !== undefined) tests.push(['minSeverity', ({ verdict }) => verdict.severity >= minSeverity]);
  if (maxSeverity !== undefined) tests.push(['maxSeverity', ({ verdict }) => verdict.severity <= maxSeverity]);
  if (minConfidence !== undefined) tests.push(['minConfidence', ({ verdict }) => verdict.confidence >= minConfidence]);
  if (decidedBy !== undefined) tests.push(['decidedBy', ({ verdict }) => decidedBy.includes(verdict.decidedBy)]);
  if (category !== undefined) {
    const wanted = new Set(category.map((name) => name.toLowerCase()));
    tests.push(['category', ({ verdict }) => wanted.has(verdict.category.toLowerCase())]);
  }
  if (threats !== undefined) {
    tests.push(['threats', (log) => log.threats.some((kind) => threats === 'any' || threats.includes(kind))]);
  }
  if (source !== undefined) tests.push(['source', (log) => source.some((glob) => globMatches(glob, log.source))]);
  for (const condition of when.fields ?? []) {
    const compiled = compileCondition(condition, []) as LogCondition;
    tests.push([`fields: ${condition.field} ${condition.op}`, (log) => compiled.holds(log)]);
  }
  if (template !== undefined) {
    tests.push([
      'template',
      ({ templateId }, news) => (template === 'new' ? news.isNew(templateId) : news.isRare(templateId)),
    ]);
  }
  if (keywords !== undefined) tests.push(...keywordTests(keywords));
  const { schedule } = when;
  if (schedule !== undefined) tests.push(['schedule', ({ observedAt }) => isWithin(schedule, observedAt)]);
  return tests;
}

/** Looked for in the masked message: a word in an id, a path or an address means nothing. */
function keywordTests({ any, all }: NonNullable<AlertRuleDefinition['when']['keywords']>): [string, Test][] {
  const tests: [string, Test][] = [];
  if (any !== undefined) {
    const pattern = wordPattern(any.map(escapeRegex).join('|'));
    tests.push(['keywords.any', ({ masked }) => pattern.test(masked)]);
  }
  for (const one of all ?? []) {
    const pattern = wordPattern(escapeRegex(one));
    tests.push([`keywords.all: ${one}`, ({ masked }) => pattern.test(masked)]);
  }
  return tests;
}

function wordPattern(words: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'iu');
}
