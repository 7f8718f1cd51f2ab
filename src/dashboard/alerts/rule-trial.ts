import { AlertDecider } from '../../alerting/alert-decider';
import { AlertRule, type TemplateNews } from '../../alerting/alert-rule';
import type { AlertHit } from '../../core/alert-hit';
import type { ChannelName } from '../../core/alert';
import type { ClassifiedLog } from '../../core/log';
import type { Explanation } from '../../pipeline/explain';

/** What one rule says about one log. */
export interface RuleTrial {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly matches: boolean;
  /** The conditions that do not hold. */
  readonly failing: string[];
  /** What logs of the same alert have in common, by label; null when it does not match. */
  readonly group: Record<string, string> | null;
  /** Channels that would be told; one log may not be enough for it, see `count`. */
  readonly channels: ChannelName[];
  /** Channels of the rule that are not set up. */
  readonly missing: ChannelName[];
  readonly count: { readonly atLeast: number; readonly withinMs: number } | null;
}

/** What a rule says about a log, enabled or not. */
export function tryRule(
  rule: AlertRule,
  log: ClassifiedLog,
  news: TemplateNews,
  setUp: ReadonlySet<ChannelName>,
): RuleTrial {
  const { definition } = rule;
  const { id, name, enabled, channels, count } = definition;
  const failing = rule.failing(log, news);
  const matches = failing.length === 0;
  return {
    id,
    name,
    enabled,
    matches,
    failing,
    group: matches ? groupOf(rule, log, news) : null,
    channels: matches && enabled ? channels.filter((channel) => setUp.has(channel)) : [],
    missing: channels.filter((channel) => !setUp.has(channel)),
    count: count === undefined ? null : { atLeast: count.atLeast, withinMs: count.within },
  };
}

function groupOf({ definition }: AlertRule, log: ClassifiedLog, news: TemplateNews): Record<string, string> {
  const decider = new AlertDecider('', news);
  decider.use([new AlertRule({ ...definition, enabled: true })]);
  const [hit] = decider.decide([log]);
  return hit === undefined ? {} : labelsOf(hit, definition.groupBy);
}

function labelsOf(hit: AlertHit, groupBy: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = { rule: hit.rule.id };
  for (const name of ['template', 'category', 'source'] as const) if (groupBy.includes(name)) labels[name] = hit[name];
  return { ...labels, ...hit.entities };
}

/** The log of an explanation as rules see it. */
export function explainedLog({ log, masked, template }: Explanation): ClassifiedLog {
  const { category, severity, triage, confidence, decidedBy, ruleId, modelVersion, suggestion, ...rest } = log;
  return {
    ...rest,
    timestamp: Date.parse(log.timestamp),
    observedAt: Date.parse(log.observedAt),
    masked,
    formId: template.id,
    verdict: { category, severity, triage, confidence, decidedBy, ruleId, modelVersion, suggestion },
  };
}
