import type { EnrichedLog } from '../../core/log';
import type { Verdict } from '../../core/verdict';
import type { ClassificationStrategy } from '../strategy';
import type { Rule } from './rule';
import type { RuleSet } from './rule-set';

/** Where the rules in force come from; they may change between two batches, never within one. */
export interface RuleSource {
  readonly rules: RuleSet;
  /** Rules that are tried beside them and decide nothing. */
  readonly shadow: RuleSet;
}

/** Decides by the first rule that matches, in the order of the rule file. */
export class RegexStrategy implements ClassificationStrategy {
  readonly stage = 'regex';
  /** How often each rule has decided since the start; by rule id. */
  readonly hits = new Map<string, number>();
  /** How often each rule in the shadow would have. */
  readonly shadowHits = new Map<string, number>();

  constructor(private readonly source: RuleSource) {}

  classify(logs: readonly EnrichedLog[]): (Verdict | null)[] {
    const { rules, shadow } = this.source;
    if (shadow.rules.length > 0) for (const log of logs) count(this.shadowHits, shadow.match(log));
    return logs.map((log) => count(this.hits, rules.match(log))?.verdict ?? null);
  }
}

function count(hits: Map<string, number>, rule: Rule | null): Rule | null {
  if (rule !== null) hits.set(rule.id, (hits.get(rule.id) ?? 0) + 1);
  return rule;
}
