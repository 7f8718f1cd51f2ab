import type { z } from 'zod';
import type { alertRuleSchema, AlertRuleDefinition } from './rule-schema';

/** As people write it, times as texts. */
export type AlertRuleInput = z.input<typeof alertRuleSchema>;

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;
const SECOND_MS = 1_000;

/** A rule as people write it, with all that it leaves to a default: `alertRuleSchema` reads the same rule out of it. */
export function writtenRule({ dedupWindow, count, escalation, hook, ...rule }: AlertRuleDefinition): AlertRuleInput {
  return {
    ...rule,
    ...(count === undefined ? {} : { count: { ...count, within: writtenTime(count.within) } }),
    groupWait: writtenTime(rule.groupWait),
    groupInterval: writtenTime(rule.groupInterval),
    ...(dedupWindow === undefined ? {} : { dedupWindow: writtenTime(dedupWindow) }),
    repeatInterval: writtenTime(rule.repeatInterval),
    resolveAfter: writtenTime(rule.resolveAfter),
    ...(escalation === undefined ? {} : { escalation: { ...escalation, after: writtenTime(escalation.after) } }),
    ...(hook === undefined ? {} : { hook: { ...hook, cooldown: writtenTime(hook.cooldown) } }),
  };
}

/** Milliseconds -> `90s`, `10m`, `4h`, `1d`: the largest unit that needs no fraction. */
function writtenTime(ms: number): string {
  const [unit, size] = (ms === 0 ? undefined : UNITS.find(([, length]) => ms % length === 0)) ?? ['s', SECOND_MS];
  return `${String(ms / size)}${unit}`;
}
