import type { SigmaOutcome } from './import-sigma';

// What a terminal would obey; titles and paths come from others.
const CONTROLS = /\p{Cc}/gu;

/** A line for each Sigma rule, and behind them how many were refused for which reason. */
export function sigmaTable(outcomes: readonly SigmaOutcome[]): string {
  const reasons = new Map<string, number>();
  let rules = 0;
  const lines = outcomes.map((outcome) => {
    if ('refused' in outcome) {
      reasons.set(outcome.refused, (reasons.get(outcome.refused) ?? 0) + 1);
      return `refused   ${outcome.path}: ${outcome.refused}`;
    }
    rules += outcome.rules.length;
    return `imported  ${outcome.path}: ${outcome.rules.map(({ id }) => id).join(', ')}`;
  });
  const imported = outcomes.length - [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const counted = [...reasons]
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${String(n).padStart(6)}  ${reason}`);
  const summary = `${String(imported)} of ${String(outcomes.length)} Sigma rules can be imported, as ${String(rules)} rules`;
  return [...lines, '', summary, ...(counted.length === 0 ? [] : ['refused:', ...counted])]
    .map((line) => line.replaceAll(CONTROLS, ' '))
    .join('\n');
}
