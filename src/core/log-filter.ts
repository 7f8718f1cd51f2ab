import type { ClassifiedLog } from './log';
import type { Stage, Triage } from './verdict';

/** Which logs somebody wants to see; everything given must hold. */
export interface LogFilter {
  /** Any of these categories. */
  readonly category?: readonly string[];
  readonly triage?: readonly Triage[];
  readonly minSeverity?: number;
  readonly source?: readonly string[];
  readonly decidedBy?: readonly Stage[];
  readonly templateId?: string;
  /** Text that the message must contain, whatever its case. */
  readonly q?: string;
}

/** True when the log passes the filter. */
export function matchesFilter(filter: LogFilter, log: ClassifiedLog): boolean {
  const { verdict } = log;
  return (
    (filter.minSeverity === undefined || verdict.severity >= filter.minSeverity) &&
    (filter.category === undefined || filter.category.includes(verdict.category)) &&
    (filter.triage === undefined || filter.triage.includes(verdict.triage)) &&
    (filter.source === undefined || filter.source.includes(log.source)) &&
    (filter.decidedBy === undefined || filter.decidedBy.includes(verdict.decidedBy)) &&
    (filter.templateId === undefined || filter.templateId === log.templateId) &&
    (filter.q === undefined || log.message.toLowerCase().includes(filter.q.toLowerCase()))
  );
}
