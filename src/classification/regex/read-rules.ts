import { messageOf } from '../../core/errors';
import type { RuleSubject } from './condition';
import { PatternError } from './linear-pattern';
import { Rule } from './rule';
import { describeIssue, RuleFileError } from './rule-file-error';
import { ruleFileSchema, type RuleDefinition, type RuleExample } from './rule-schema';
import { SharedParts } from './shared-parts';

/** Letters of all keywords and required literals together; a table that finds them takes some 300 bytes a letter. */
const MAX_LITERAL_LETTERS = 500_000;

/**
 * Reads the text of a rule file into rules, those of higher priority first, else in file order. Throws RuleFileError, which names `path` and everything
 * that is wrong, also a rule that misses one of its own examples or matches one of its near misses.
 */
export function readRules(text: string, path: string, categories: readonly string[]): readonly Rule[] {
  const json = parseJson(text, path);
  const file = ruleFileSchema(categories).safeParse(json);
  if (!file.success) {
    throw new RuleFileError(
      path,
      file.error.issues.map((issue) => describeIssue(issue, json)),
    );
  }
  const problems: string[] = [];
  const ids = new Set<string>();
  const shared = new SharedParts();
  const rules: Rule[] = [];
  for (const definition of file.data.rules) {
    const place = `rule "${definition.id}":`;
    if (ids.has(definition.id)) problems.push(`${place} id is taken by an earlier rule`);
    ids.add(definition.id);
    try {
      const rule = Rule.compile(definition, shared);
      problems.push(...tryExamples(rule, definition).map((problem) => `${place} ${problem}`));
      rules.push(rule);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      problems.push(`${place} ${error.message}`);
    }
  }
  const letters = rules.reduce(
    (sum, { anchor }) => sum + (anchor?.literals ?? []).join('').length,
    shared.vocabulary.letters,
  );
  if (letters > MAX_LITERAL_LETTERS) {
    problems.push(
      `the rules look for too many different words: ${String(letters)} letters, at most ${String(MAX_LITERAL_LETTERS)}`,
    );
  }
  if (problems.length > 0) throw new RuleFileError(path, problems);
  return rules.toSorted((a, b) => b.priority - a.priority);
}

/** The log that an example of a rule file stands for. */
export function subjectOfExample(example: RuleExample): RuleSubject & { readonly raw: string } {
  if (typeof example !== 'string') return { ...example, raw: example.raw ?? example.message };
  return { message: example, raw: example, source: '', format: '', level: '', severityNumber: 0, fields: {} };
}

function tryExamples(rule: Rule, { examples, nearMisses }: RuleDefinition): string[] {
  const missed = examples.filter((example) => !rule.matches(subjectOfExample(example)));
  const hit = nearMisses.filter((example) => rule.matches(subjectOfExample(example)));
  return [
    ...missed.map((example) => `does not match its example ${JSON.stringify(example)}`),
    ...hit.map((example) => `matches its near miss ${JSON.stringify(example)}`),
  ];
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new RuleFileError(path, [`is not valid JSON: ${messageOf(error)}`]);
  }
}
