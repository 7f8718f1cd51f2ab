import type { EnrichedLog } from '../../core/log';
import { TEMPLATE_LENGTH } from '../../core/mask';
import { CandidateSet } from './candidate-set';
import { RuleIndex } from './rule-index';
import { subjectOf, type Rule } from './rule';
import { TemplateMemo } from './template-memo';

/** A rule that was looked at, and how far it got. */
export interface TriedRule {
  readonly ruleId: string;
  /** Its conditions on the log hold. */
  readonly conditions: boolean;
  /** Its keywords are there, its pattern matches, and the conditions on what that captured hold. */
  readonly pattern: boolean;
  readonly matched: boolean;
}

/** Templates whose settled rules are remembered by default. */
const MAX_TEMPLATES = 50_000;

/** Rules in the order in which they are asked; only those that the index proposes for a log are tried on it. */
export class RuleSet {
  private readonly index: RuleIndex;
  private readonly candidates: CandidateSet;
  private readonly memo: TemplateMemo;

  constructor(
    readonly rules: readonly Rule[],
    maxTemplates = MAX_TEMPLATES,
  ) {
    this.index = new RuleIndex(rules);
    this.candidates = new CandidateSet(rules.length);
    this.memo = new TemplateMemo(maxTemplates);
  }

  /** The first rule in order that matches, or null. */
  match(log: EnrichedLog): Rule | null {
    const subject = subjectOf(log.message);
    this.index.collect(subject, log, this.candidates);
    let position = this.candidates.from(0);
    while (position >= 0) {
      const rule = this.rules[position];
      if (rule?.admits(log) === true && this.accepts(rule, position, subject, log)) return rule;
      position = this.candidates.from(position + 1);
    }
    return null;
  }

  /** What every rule that could match says about a log, in order; the first that matches decides. */
  explain(log: EnrichedLog): TriedRule[] {
    const subject = subjectOf(log.message);
    this.index.collect(subject, log, this.candidates);
    const tried: TriedRule[] = [];
    for (let position = this.candidates.from(0); position >= 0; position = this.candidates.from(position + 1)) {
      const rule = this.rules[position];
      if (rule === undefined) break;
      const [conditions, pattern] = [rule.admits(log), rule.accepts(subject)];
      tried.push({ ruleId: rule.id, conditions, pattern, matched: conditions && pattern });
    }
    return tried;
  }

  private accepts(rule: Rule, position: number, subject: string, log: EnrichedLog): boolean {
    const { pattern } = rule;
    if (pattern === null || rule.readsCaptures || subject.length > TEMPLATE_LENGTH) return rule.accepts(subject);
    return rule.hasKeywords(subject) && this.memo.matches(position, pattern, log);
  }
}
