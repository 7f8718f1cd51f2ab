import type { ConditionDefinition } from '../../classification/regex/rule-schema';
import { SigmaRefusal } from './sigma-refusal';

/** Conditions on a log, joined by logic. */
export type Formula =
  | { readonly kind: 'is'; readonly condition: ConditionDefinition }
  | { readonly kind: 'not'; readonly item: Formula }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Formula[] };

export function is(condition: ConditionDefinition): Formula {
  return { kind: 'is', condition };
}

export function not(item: Formula): Formula {
  return { kind: 'not', item };
}

export function all(items: readonly Formula[]): Formula {
  return { kind: 'and', items };
}

export function any(items: readonly Formula[]): Formula {
  return { kind: 'or', items };
}

/**
 * The formula as lists of conditions: it holds where all conditions of one list hold (disjunctive normal form), because
 * a rule can say "and" but not "or". @throws SigmaRefusal when more than `limit` lists are needed
 */
export function normalForm(formula: Formula, limit: number): readonly (readonly ConditionDefinition[])[] {
  return expand(formula, false, limit).map(withoutRepeats);
}

function expand(formula: Formula, negated: boolean, limit: number): readonly (readonly ConditionDefinition[])[] {
  switch (formula.kind) {
    case 'is':
      return [[negated ? negate(formula.condition) : formula.condition]];
    case 'not':
      return expand(formula.item, !negated, limit);
    case 'and':
    case 'or': {
      const parts = formula.items.map((item) => expand(item, negated, limit));
      // De Morgan: under a negation the two change places.
      const joined = (formula.kind === 'or') !== negated ? parts.flat() : product(parts, limit);
      return bounded(joined, limit);
    }
  }
}

/** Every way to take one list of each part, put together. */
function product(
  parts: readonly (readonly (readonly ConditionDefinition[])[])[],
  limit: number,
): readonly (readonly ConditionDefinition[])[] {
  return parts.reduce<readonly (readonly ConditionDefinition[])[]>(
    (found, lists) =>
      bounded(
        found.flatMap((front) => lists.map((back) => [...front, ...back])),
        limit,
      ),
    [[]],
  );
}

function bounded<T>(lists: readonly T[], limit: number): readonly T[] {
  if (lists.length <= limit) return lists;
  throw new SigmaRefusal(`its condition: without "or" it would be more than ${String(limit)} rules`);
}

function negate({ not: negated, ...condition }: ConditionDefinition): ConditionDefinition {
  return negated === true ? condition : { ...condition, not: true };
}

function withoutRepeats(conditions: readonly ConditionDefinition[]): readonly ConditionDefinition[] {
  return [...new Map(conditions.map((condition) => [JSON.stringify(condition), condition])).values()];
}
