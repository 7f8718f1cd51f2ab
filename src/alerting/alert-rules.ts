import { PatternError } from '../classification/regex/linear-pattern';
import { YamlText } from '../classification/suggestions/yaml-text';
import { readTextFile } from '../classification/read-text-file';
import { UnusableFileError } from '../classification/unusable-file-error';
import type { AlertRulesView } from './alert-engine';
import { AlertRule } from './alert-rule';
import type { Inhibition } from './mutes';
import type { AlertPolicy } from './policy';
import { alertRuleFileSchema, alertRuleSchema, type AlertRuleDefinition } from './rule-schema';

/** Reads a file of alert rules. @throws UnusableFileError that names everything that is wrong, with its line */
export function readAlertRules(path: string): { readonly text: string; readonly rules: AlertRule[] } {
  const text = readTextFile(path);
  return { text, rules: parseAlertRules(text, path) };
}

/** {@link readAlertRules} for the text of a file; `path` is for the error. */
export function parseAlertRules(text: string, path: string): AlertRule[] {
  const yaml = new YamlText(text, path);
  const file = alertRuleFileSchema.safeParse(yaml.value);
  if (!file.success) {
    throw new UnusableFileError(
      path,
      file.error.issues.map((issue) => yaml.problemAt(issue.path, issue.message)),
    );
  }
  const problems: string[] = [];
  const ids = new Set<string>();
  const rules: AlertRule[] = [];
  file.data.rules.forEach((definition, i) => {
    if (ids.has(definition.id)) problems.push(yaml.problemAt(['rules', i, 'id'], 'is taken by an earlier rule'));
    ids.add(definition.id);
    try {
      rules.push(new AlertRule(definition));
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      problems.push(yaml.problemAt(['rules', i, 'when', 'fields'], error.message));
    }
  });
  if (problems.length > 0) throw new UnusableFileError(path, problems);
  return rules;
}

/** What the settings say where a rule does not. */
export interface AlertDefaults {
  readonly dedupWindowMs: number;
}

/** The rules in force: those of the file, and above them those that were given through the API. */
export class AlertRules implements AlertRulesView {
  private byId = new Map<string, AlertRule>();

  constructor(
    private fileRules: readonly AlertRule[],
    private readonly defaults: AlertDefaults,
    /** Told after every change. */
    private readonly onChange: (rules: readonly AlertRule[]) => void,
  ) {
    this.put([]);
  }

  get all(): readonly AlertRule[] {
    return [...this.byId.values()];
  }

  get(id: string): AlertRule | null {
    return this.byId.get(id) ?? null;
  }

  isFromFile(id: string): boolean {
    return this.fileRules.some(({ definition }) => definition.id === id);
  }

  useFile(rules: readonly AlertRule[]): void {
    const given = this.all.filter((rule) => !this.fileRules.includes(rule));
    this.fileRules = rules;
    this.put(given);
  }

  /** Takes the rules of the API; one with the id of a rule in the file stands in its place. */
  useGiven(definitions: readonly AlertRuleDefinition[]): void {
    this.put(definitions.map((definition) => new AlertRule(definition)));
  }

  policyOf(ruleId: string): AlertPolicy {
    const definition = this.byId.get(ruleId)?.definition ?? GONE;
    return {
      channels: definition.channels,
      count:
        definition.count === undefined
          ? null
          : { atLeast: definition.count.atLeast, withinMs: definition.count.within },
      groupWait: definition.groupWait,
      groupInterval: definition.groupInterval,
      dedupWindow: definition.dedupWindow ?? this.defaults.dedupWindowMs,
      repeatInterval: definition.repeatInterval,
      resolveAfter: definition.resolveAfter,
      escalation: definition.escalation ?? null,
    };
  }

  get inhibitions(): readonly Inhibition[] {
    return this.all.flatMap(({ definition: { id, inhibits, enabled } }) =>
      inhibits === undefined || !enabled ? [] : [{ by: id, rules: inhibits.rules, equal: inhibits.equal }],
    );
  }

  private put(given: readonly AlertRule[]): void {
    this.byId = new Map([...this.fileRules, ...given].map((rule) => [rule.definition.id, rule]));
    this.onChange(this.all);
  }
}

/** Stands for a rule that was taken away: its open alerts still end, and say so where they were told. */
const GONE = alertRuleSchema.parse({ id: 'gone', name: 'gone', when: { minSeverity: 10 } });
