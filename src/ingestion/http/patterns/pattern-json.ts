import type { PatternVersionView } from '../../../pipeline/patterns/pattern-service';
import type { PatternView } from '../../../pipeline/patterns/pattern-view';
import type { PatternListJson, PatternVersionsJson, PatternViewJson } from './pattern-schemas';

/** A rule as lists show it. */
export function summaryJson(view: PatternView): PatternListJson['patterns'][0] {
  const { id, state, pattern, verdict } = view.rule;
  const { category, severity, triage } = verdict;
  return {
    id,
    origin: view.origin,
    status: state,
    overridden: view.overridden,
    version: view.version,
    updatedAt: view.updatedAt?.toISOString() ?? null,
    updatedBy: view.updatedBy,
    pattern: pattern?.source ?? null,
    category,
    severity,
    triage,
    hits: view.hits,
    shadowHits: view.shadowHits,
  };
}

export function viewJson(view: PatternView): PatternViewJson {
  return { ...summaryJson(view), rule: view.definition as PatternViewJson['rule'] };
}

export function versionsJson(versions: readonly PatternVersionView[]): PatternVersionsJson {
  return {
    versions: versions.map(({ version, createdAt, createdBy, changes, definition }) => ({
      version,
      createdAt: createdAt.toISOString(),
      createdBy,
      changes: [...changes],
      rule: definition as PatternVersionsJson['versions'][0]['rule'],
    })),
  };
}
