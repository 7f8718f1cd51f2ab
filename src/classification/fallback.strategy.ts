import type { EnrichedLog } from '../core/log';
import { SEVERITY_ERROR, SEVERITY_FATAL, SEVERITY_INFO, SEVERITY_WARN } from '../core/level';
import { UNCLASSIFIED, type Triage, type Verdict } from '../core/verdict';
import type { ClassificationStrategy } from './strategy';
import type { Suggest } from './suggestions/suggestions';

/** UTF-16 code units of a message that are searched for alarming words. */
const SEARCHED_LENGTH = 8192;
/** Above `error` come `critical` and `alert`, below `fatal`. */
const SEVERITY_CRITICAL = SEVERITY_ERROR + 1;

const FATAL_WORDS =
  /\b(?:fatal|panic|emergency|catastrophic|corrupt(?:ed|ion)?|data loss|unrecoverable|irrecoverable|out of memory|breach(?:ed)?|compromised|ransomware|malware)\b/i;
const ALARMING_WORDS =
  /\b(?:errors?|fail(?:s|ed|ing|ures?)?|exceptions?|denied|refused|rejected|time[d-]? ?out|unable|cannot|can't|could not|couldn't|crash(?:ed|es)?|abort(?:ed)?|invalid|unauthori[sz]ed|forbidden|unreachable|unavailable|lost|missing|exceed(?:s|ed)|critical|alert|attack|killed|terminated|dead|overflow|expired?|warn(?:ing)?s?|violation|suspicious|leak(?:ed)?|stuck|hung|full)\b/i;
/** Counts of nothing, which say that all is well. */
const NO_ALARM =
  /(?<![\d.,])\b(?:no|0|zero) (?:errors?|failures?|failed|warnings?|exceptions?|alerts?)\b|\b(?:errors?|failures?|failed|warnings?|exceptions?|alerts?) ?[=:] ?(?:0|false)(?![\w.])/gi;

/**
 * Answers what no other stage could: the category stays open, and how bad it looks follows from the level that the
 * source named and from alarming words. It is `normal` only when the source itself calls it informational and no
 * word speaks against that.
 */
export class FallbackStrategy implements ClassificationStrategy {
  readonly stage = 'fallback';

  constructor(private readonly suggest: Suggest) {}

  classify(logs: readonly EnrichedLog[]): Verdict[] {
    return logs.map((log) => verdictOf(log, this.suggest));
  }
}

function verdictOf(log: EnrichedLog, suggest: Suggest): Verdict {
  const text = log.message.slice(0, SEARCHED_LENGTH).replace(NO_ALARM, '');
  // Without a level of its own a log has the number of `info` by default, which is nobody's statement.
  const level = log.level === '' ? null : log.severityNumber;
  const severity = Math.max(severityOfLevel(level), severityOfWords(text, level));
  const triage = triageOf(severity, level);
  return {
    category: UNCLASSIFIED,
    severity,
    triage,
    confidence: 0,
    decidedBy: 'fallback',
    ruleId: null,
    modelVersion: null,
    suggestion: suggest(UNCLASSIFIED, triage, log.message),
  };
}

/** An unknown level may hide anything: look at it. */
function severityOfLevel(level: number | null): number {
  if (level === null) return 4;
  if (level >= SEVERITY_FATAL) return 9;
  if (level >= SEVERITY_CRITICAL) return 8;
  if (level >= SEVERITY_ERROR) return 6;
  if (level >= SEVERITY_WARN) return 4;
  return level >= SEVERITY_INFO ? 2 : 1;
}

/** Words weigh less when the source calls the log informational: it may report on errors of others. */
function severityOfWords(text: string, level: number | null): number {
  const informational = level !== null && level < SEVERITY_WARN;
  if (FATAL_WORDS.test(text)) return informational ? 5 : 8;
  if (ALARMING_WORDS.test(text)) return informational ? 4 : 5;
  return 1;
}

function triageOf(severity: number, level: number | null): Triage {
  if (severity >= 8) return 'incident';
  const informational = level !== null && level < SEVERITY_WARN;
  return informational && severity <= 2 ? 'normal' : 'preventive_action';
}
