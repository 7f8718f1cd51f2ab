import { setImmediate as nextTurn } from 'node:timers/promises';
import { readRules } from '../../classification/regex/read-rules';
import type { Rule } from '../../classification/regex/rule';
import { RuleFileError } from '../../classification/regex/rule-file-error';
import { ruleFileSchema, type RuleDefinition } from '../../classification/regex/rule-schema';
import { InputError } from '../../core/errors';

/** UTF-16 code units of a rule as JSON: more is data, not a rule. */
const MAX_RULE_LENGTH = 64 * 1024;
/** Rules compiled and tried on their examples at a stretch: logs must not wait for hundreds of them. */
const AT_A_STRETCH = 10;

/** A regex rule, as it is written and ready to run. */
export interface Pattern {
  readonly definition: RuleDefinition;
  readonly rule: Rule;
}

/** Reads one rule that somebody has sent. @throws InputError that names everything that is wrong with it */
export function readPattern(value: unknown, categories: readonly string[]): Pattern {
  const file = { version: 1, rules: [value] };
  const [definition] = definitionsOf(file, categories);
  const [rule] = compile(file, categories);
  if (definition === undefined || rule === undefined) throw new Error('one rule must give one rule');
  return { definition, rule };
}

/** Reads a rule file that somebody has sent. @throws InputError that names everything that is wrong in it */
export async function readPatterns(file: unknown, categories: readonly string[]): Promise<Pattern[]> {
  const definitions = definitionsOf(file, categories);
  const ids = definitions.map(({ id }) => id);
  const taken = ids.filter((id, i) => ids.indexOf(id) < i);
  const problems = new Set(taken.map((id) => `rule "${id}": id is taken by an earlier rule`));
  const patterns: Pattern[] = [];
  for (let at = 0; at < definitions.length; at += AT_A_STRETCH) {
    const part = definitions.slice(at, at + AT_A_STRETCH);
    try {
      // They come back by priority.
      const rules = new Map(compile({ version: 1, rules: part }, categories).map((rule) => [rule.id, rule]));
      for (const definition of part) {
        const rule = rules.get(definition.id);
        if (rule !== undefined) patterns.push({ definition, rule });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const { detail } of error.issues) problems.add(detail);
    }
    await nextTurn();
  }
  if (problems.size > 0) throw refusal([...problems]);
  return patterns;
}

/** The rules of a file with their defaults filled in. */
function definitionsOf(file: unknown, categories: readonly string[]): readonly RuleDefinition[] {
  const parsed = ruleFileSchema(categories).safeParse(file);
  if (!parsed.success) {
    // Only to say what is wrong in the words of the rule file.
    compile(file, categories);
    throw refusal(parsed.error.issues.map(({ message }) => message));
  }
  const { rules } = parsed.data;
  const long = rules.filter((rule) => JSON.stringify(rule).length > MAX_RULE_LENGTH).map(({ id }) => id);
  if (long.length === 0) return rules;
  const limit = `${String(MAX_RULE_LENGTH / 1024)} KiB`;
  throw new InputError('too_large', 'pattern_too_large', `a rule may have ${limit} as JSON: ${long.join(', ')}`);
}

function compile(file: unknown, categories: readonly string[]): readonly Rule[] {
  try {
    return readRules(JSON.stringify(file), 'what was sent', categories);
  } catch (error) {
    throw error instanceof RuleFileError ? refusal(error.problems) : error;
  }
}

function refusal(problems: readonly string[]): InputError {
  const issues = problems.map((detail) => ({ where: 'rule', detail }));
  return new InputError('invalid', 'bad_pattern', problems.join('; '), issues);
}
