import { FollowedFile } from '../classification/followed-file';
import { UnusableFileError } from '../classification/unusable-file-error';
import type { AlertingConfig } from '../config/alerting.config';
import { AlertRule } from './alert-rule';
import { AlertRules, parseAlertRules, readAlertRules } from './alert-rules';

const POLL_MS = 2_000;
const MINUTE_MS = 60_000;

export interface OpenAlertRules {
  readonly rules: AlertRules;
  readonly close: () => void;
}

export interface AlertRuleListener {
  readonly onChange: (rules: readonly AlertRule[]) => void;
  readonly onWarn: (text: string) => void;
  readonly onReload: (rules: number) => void;
}

/** Reads the configured file of alert rules and follows it. @throws UnusableFileError when it cannot be used */
export function openAlertRules(
  config: AlertingConfig,
  { onChange, onWarn, onReload }: AlertRuleListener,
): OpenAlertRules {
  const { text, rules: read } = readAlertRules(config.rules);
  const rules = new AlertRules(
    withSettings(read, config),
    { dedupWindowMs: config.dedupWindowMinutes * MINUTE_MS },
    onChange,
  );
  const reload = (changed: string | null, problem: string): void => {
    try {
      if (changed === null) throw new UnusableFileError(config.rules, [`cannot be read: ${problem}`]);
      rules.useFile(withSettings(parseAlertRules(changed, config.rules), config));
    } catch (error) {
      if (!(error instanceof UnusableFileError)) throw error;
      onWarn(`${error.message}; the alert rules read before stay in force`);
      return;
    }
    onReload(rules.all.length);
  };
  const file = new FollowedFile(config.rules, text, { pollMs: POLL_MS, onChange: reload });
  return {
    rules,
    close: () => {
      file.close();
    },
  };
}

/** Rules of the shipped file that a setting switches or sharpens: users know these settings by name. */
function withSettings(
  rules: readonly AlertRule[],
  { preventiveEmails, anomalyThreshold }: AlertingConfig,
): AlertRule[] {
  return rules.map((rule) => {
    const { definition } = rule;
    if (definition.id === 'preventive-mail') {
      return new AlertRule({ ...definition, enabled: definition.enabled && preventiveEmails });
    }
    if (definition.id !== 'anomaly') return rule;
    const fields = definition.when.fields?.map((condition) =>
      condition.field === 'anomalyScore' && condition.op === '>='
        ? { ...condition, value: anomalyThreshold }
        : condition,
    );
    return new AlertRule({ ...definition, when: { ...definition.when, ...(fields === undefined ? {} : { fields }) } });
  });
}
