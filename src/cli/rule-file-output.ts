import { InvalidArgumentError } from 'commander';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { RULE_STATES, type RuleDefinition, type RuleState } from '../classification/regex/rule-schema';
import { mergeRules } from '../learning/discovery/merge-rules';

/**
 * Adds rules behind those that a rule file has; those whose id it has already are left out.
 * @param categories those that rules may give
 * @returns the rules that were added, or would be
 */
export function addToRuleFile(
  path: string,
  rules: readonly RuleDefinition[],
  categories: readonly string[],
  dryRun: boolean,
): readonly RuleDefinition[] {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const { text, added } = mergeRules(before, path, rules, categories);
  if (!dryRun && added.length > 0) {
    // A reader, such as a running server, sees the old file or the new one, never a part.
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
  return added;
}

/** Reads the option `--status`. */
export function readRuleState(text: string): RuleState {
  const state = RULE_STATES.find((known) => known === text);
  if (state === undefined) throw new InvalidArgumentError(`must be one of ${RULE_STATES.join(', ')}`);
  return state;
}
