import type { RuleSet } from '../../classification/regex/rule-set';
import type { ClassifiedLog } from '../../core/log';
import type { HistoryLine } from '../../learning/discovery/history';
import type { LogRepository } from '../../persistence/log.repository';
import { LogWalk } from '../../persistence/log-walk';

const HOUR_MS = 3_600_000;
/** How long stored logs are read at most: what is there by then is enough to learn from. */
const READ_MS = 60_000;

export interface StoredHistoryOptions {
  /** How far to look back. */
  readonly hours: number;
  /** Lines looked at. */
  readonly maxLines: number;
  /** Told how many lines were read. */
  readonly onProgress: (lines: number) => void;
}

/** Stored logs, the newest first, with what is answered about them today. */
export async function readStoredHistory(
  logs: LogRepository,
  rules: RuleSet,
  { hours, maxLines, onProgress }: StoredHistoryOptions,
): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = [];
  const walk = new LogWalk(logs, 'discovery');
  await walk.back({ from: Date.now() - hours * HOUR_MS }, { logs: maxLines, ms: READ_MS }, (page) => {
    lines.push(...page.flatMap((log) => lineOf(log, rules) ?? []));
    onProgress(lines.length);
    return false;
  });
  return lines;
}

/** Null for a log whose rule is gone: nobody knows what would be answered about it now. */
function lineOf(log: ClassifiedLog, rules: RuleSet): HistoryLine | null {
  const { message, threats } = log;
  const rule = threats.length > 0 ? null : rules.match(log);
  if (rule !== null) return { message, verdict: rule.verdict, label: null };
  const ruleIsGone = log.verdict.decidedBy === 'regex' && threats.length === 0;
  return ruleIsGone ? null : { message, verdict: log.verdict, label: null };
}
