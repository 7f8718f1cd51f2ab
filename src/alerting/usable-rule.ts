import { compileCondition } from '../classification/regex/condition';
import { PatternError } from '../classification/regex/linear-pattern';
import { InputError, type InputIssue } from '../core/errors';
import { isObject } from '../core/json';
import { AlertRule } from './alert-rule';
import { alertRuleSchema, type AlertRuleDefinition } from './rule-schema';

/** UTF-16 code units of a rule as JSON: more is data, not a rule. */
const MAX_RULE_LENGTH = 64 * 1024;

/**
 * A rule that somebody has sent, ready to run.
 * @param hooks names of the hooks that the settings allow; null when that is not to be looked at
 * @throws InputError that names every place that is wrong
 */
export function usableRule(value: unknown, hooks: readonly string[] | null): AlertRule {
  if (isObject(value) && JSON.stringify(value).length > MAX_RULE_LENGTH) {
    const limit = `${String(MAX_RULE_LENGTH / 1024)} KiB`;
    throw new InputError('too_large', 'alert_rule_too_large', `a rule may have ${limit} as JSON`);
  }
  const parsed = alertRuleSchema.safeParse(value);
  const issues = parsed.success
    ? problemsOf(parsed.data, hooks)
    : parsed.error.issues.map(({ path, message }) => ({ where: path.join('.') || 'rule', detail: message }));
  if (parsed.success && issues.length === 0) return new AlertRule(parsed.data);
  const detail = issues.map((issue) => `${issue.where}: ${issue.detail}`).join('; ');
  throw new InputError('invalid', 'bad_alert_rule', detail, issues);
}

/** What the schema cannot see. */
function problemsOf({ when, hook }: AlertRuleDefinition, hooks: readonly string[] | null): InputIssue[] {
  const issues: InputIssue[] = [];
  when.fields?.forEach((condition, i) => {
    try {
      compileCondition(condition, []);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      issues.push({ where: `when.fields.${String(i)}.value`, detail: error.message });
    }
  });
  if (hook !== undefined && hooks?.includes(hook.name) === false) {
    const known = hooks.length === 0 ? 'there are none' : `there are ${hooks.join(', ')}`;
    issues.push({ where: 'hook.name', detail: `is no hook of the settings (ALERT_HOOKS): ${known}` });
  }
  return issues;
}
