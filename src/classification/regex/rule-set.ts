import type { EnrichedLog } from '../../core/log';
import { TEMPLATE_LENGTH } from '../../core/mask';
import { AhoCorasick, type Keyword } from './aho-corasick';
import { CandidateSet } from './candidate-set';
import { subjectOf, type Rule } from './rule';
import { TemplateMemo } from './template-memo';

/** A rule that was looked at, and how far it got. */
export interface TriedRule {
  readonly ruleId: string;
  /** Its conditions on the log hold. */
  readonly conditions: boolean;
  /** Its pattern matches, and the conditions on what it captured hold. */
  readonly pattern: boolean;
  readonly matched: boolean;
}

/** Templates whose settled rules are remembered by default. */
const MAX_TEMPLATES = 50_000;

/**
 * Rules in file order, indexed so that a log costs the same whether there are fifty or five hundred: only rules that
 * could match are looked at. A rule with a pattern waits for one of the literals that its pattern requires, another
 * for a field; the few that offer neither are looked at for every log.
 */
export class RuleSet {
  private readonly literals: AhoCorasick;
  private readonly byField: ReadonlyMap<string, readonly number[]>;
  private readonly always: readonly number[];
  private readonly candidates: CandidateSet;
  private readonly memo: TemplateMemo;

  constructor(
    readonly rules: readonly Rule[],
    maxTemplates = MAX_TEMPLATES,
  ) {
    const keywords: Keyword[] = [];
    const byField = new Map<string, number[]>();
    const always: number[] = [];
    rules.forEach((rule, position) => {
      const literals = rule.pattern?.literals ?? null;
      const [field] = rule.fields;
      if (literals !== null) for (const text of literals) keywords.push({ text, value: position });
      else if (field !== undefined) indexField(byField, field, position);
      else always.push(position);
    });
    this.literals = new AhoCorasick(keywords);
    this.byField = byField;
    this.always = always;
    this.candidates = new CandidateSet(rules.length);
    this.memo = new TemplateMemo(maxTemplates);
  }

  /** The first rule in file order that matches, or null. */
  match(log: EnrichedLog): Rule | null {
    const subject = subjectOf(log.message);
    this.collectCandidates(subject, log);
    let position = this.candidates.from(0);
    while (position >= 0) {
      const rule = this.rules[position];
      if (rule?.admits(log) === true && this.accepts(rule, position, subject, log)) return rule;
      position = this.candidates.from(position + 1);
    }
    return null;
  }

  /** What every rule that could match says about a log, in file order; the first that matches decides. */
  explain(log: EnrichedLog): TriedRule[] {
    const subject = subjectOf(log.message);
    this.collectCandidates(subject, log);
    const tried: TriedRule[] = [];
    for (let position = this.candidates.from(0); position >= 0; position = this.candidates.from(position + 1)) {
      const rule = this.rules[position];
      if (rule === undefined) break;
      const [conditions, pattern] = [rule.admits(log), rule.accepts(subject)];
      tried.push({ ruleId: rule.id, conditions, pattern, matched: conditions && pattern });
    }
    return tried;
  }

  private collectCandidates(subject: string, log: EnrichedLog): void {
    const { candidates, byField } = this;
    candidates.clear();
    for (const position of this.always) candidates.add(position);
    if (byField.size > 0) {
      for (const name in log.fields) {
        const positions = byField.get(name);
        if (positions !== undefined) for (const position of positions) candidates.add(position);
      }
    }
    this.literals.find(subject, candidates);
  }

  private accepts(rule: Rule, position: number, subject: string, log: EnrichedLog): boolean {
    const { pattern } = rule;
    if (pattern === null || rule.readsCaptures || subject.length > TEMPLATE_LENGTH) return rule.accepts(subject);
    return this.memo.matches(position, pattern, log);
  }
}

/** A nested field such as `http.status` may also be one key with a dot in it. */
function indexField(index: Map<string, number[]>, field: string, position: number): void {
  for (const key of new Set([field, field.split('.', 1)[0] ?? field])) {
    const positions = index.get(key);
    if (positions === undefined) index.set(key, [position]);
    else positions.push(position);
  }
}
