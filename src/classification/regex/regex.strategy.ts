import type { EnrichedLog } from '../../core/log';
import type { Verdict } from '../../core/verdict';
import type { ClassificationStrategy } from '../strategy';
import type { RuleSet } from './rule-set';

/** Where the rules in force come from; they may change between two batches, never within one. */
export interface RuleSource {
  readonly rules: RuleSet;
}

/** Decides by the first rule that matches, in the order of the rule file. */
export class RegexStrategy implements ClassificationStrategy {
  readonly stage = 'regex';

  constructor(private readonly source: RuleSource) {}

  classify(logs: readonly EnrichedLog[]): (Verdict | null)[] {
    const { rules } = this.source;
    return logs.map((log) => rules.match(log)?.verdict ?? null);
  }
}
