import type { Rule } from '../../classification/regex/rule';
import { isObject, type JsonValue } from '../../core/json';
import type { StoredRule } from '../../persistence/stored-rules';
import type { OpenUnderstanding } from '../understanding';
import type { Pattern } from './read-patterns';

/** The rules of a server and what they have done. */
export type Rules = Pick<OpenUnderstanding, 'rules' | 'ruleHits' | 'shadowHits'>;

/** A rule, where it comes from, and what it has done on this server since its start. */
export interface PatternView {
  readonly rule: Rule;
  /** As it is written; a rule of the file as it stands there. */
  readonly definition: JsonValue;
  readonly origin: 'file' | 'stored';
  /** Null for a rule of the file, as are the two after it. */
  readonly version: number | null;
  readonly updatedAt: Date | null;
  readonly updatedBy: string | null;
  /** The file has a rule with this id, so that this one is out of force. */
  readonly overridden: boolean;
  readonly hits: number;
  readonly shadowHits: number;
}

/** Views of the rules of the file, in its order. */
export function fileViews(rules: Rules): PatternView[] {
  const file: unknown = JSON.parse(rules.rules.text.replace(/^\uFEFF/, ''));
  const list = isObject(file) && Array.isArray(file['rules']) ? (file['rules'] as JsonValue[]) : [];
  const written = new Map(list.map((rule) => [isObject(rule) ? rule['id'] : null, rule]));
  return rules.rules.listed.map((rule) => ({
    rule,
    definition: written.get(rule.id) ?? null,
    origin: 'file',
    version: null,
    updatedAt: null,
    updatedBy: null,
    overridden: false,
    ...hitsOf(rules, rule.id),
  }));
}

/** The view of a stored rule; null when it cannot be used. */
export function storedView(rules: Rules, stored: StoredRule<Pattern>): PatternView | null {
  const { id, rule, version, createdAt, createdBy } = stored;
  if (rule === null) return null;
  const overridden = rules.rules.listed.some((own) => own.id === id);
  return {
    rule: rule.rule,
    definition: plainJson(rule.definition),
    origin: 'stored',
    version,
    updatedAt: createdAt,
    updatedBy: createdBy,
    overridden,
    ...(overridden ? { hits: 0, shadowHits: 0 } : hitsOf(rules, id)),
  };
}

/** Without what JSON would drop, so that it can be compared with what was stored. */
export function plainJson(definition: Pattern['definition']): JsonValue {
  return JSON.parse(JSON.stringify(definition)) as JsonValue;
}

function hitsOf({ ruleHits, shadowHits }: Rules, id: string): Pick<PatternView, 'hits' | 'shadowHits'> {
  return { hits: ruleHits.get(id) ?? 0, shadowHits: shadowHits.get(id) ?? 0 };
}
