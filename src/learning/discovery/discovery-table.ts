import type { Discovery, Proposal } from './propose-rules';

/** The report that `logsieve discover` prints. */
export function discoveryTable(found: Discovery): string {
  const { lines, units, clusters, noise, proposals, refused, unfit, ruledBefore, ruledAfter } = found;
  const counted = (counts: Iterable<readonly [string, number]>): string =>
    [...counts]
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${String(count)}`)
      .join(', ') || 'none';
  return [
    `${String(lines)} lines, ${String(units)} templates in ${String(clusters)} clusters, ${String(noise)} in none`,
    `lines left out: ${counted(Object.entries(unfit))}; of rules refused: ${counted(linesByReason(refused))}`,
    `rules decide ${percent(ruledBefore)} of the lines, and ${percent(ruledAfter)} with these:`,
    '',
    ...proposals.map(proposalText),
  ].join('\n');
}

/** Lines of refused proposals, by why. */
export function linesByReason(refused: Discovery['refused']): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const { reason, lines } of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + lines);
  return reasons;
}

function proposalText({ rule, matched, coverage, precision, ruledAlready, conflicts, templates }: Proposal): string {
  const notes = [
    ...(templates.length > 1 ? [`${String(templates.length)} templates`] : []),
    ...(ruledAlready > 0 ? [`${String(ruledAlready)} lines have a rule already`] : []),
    ...conflicts.map(({ ruleId, category, lines }) => `${ruleId} says ${category} of ${String(lines)}`),
  ];
  return [
    rule.id,
    `  ${rule.category}, severity ${String(rule.severity)}, ${rule.triage}, confidence ${rule.confidence.toFixed(2)}`,
    `  matches ${String(matched)} lines (${percent(coverage)}), precision ${percent(precision)}${notes.map((note) => `; ${note}`).join('')}`,
    `  ${rule.pattern ?? ''}`,
  ].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
