import { SEVERITY_BANDS } from './bert/heads';
import type { ClassifiedLog } from '../core/log';
import type { Triage, Verdict } from '../core/verdict';
import { whenAnswered, type ClassificationStrategy, type Verdicts } from './strategy';

/** How bad a line is by an amount in it. */
interface Grade {
  readonly triage: Triage;
  readonly severity: number;
}

/** Share of a resource in use, in percent, from which on a grade holds; the first that fits counts. */
const LOADS: readonly (readonly [from: number, grade: Grade])[] = [
  [99, { triage: 'incident', severity: 8 }],
  [90, { triage: 'preventive_action', severity: 6 }],
  [85, { triage: 'preventive_action', severity: 5 }],
  [75, { triage: 'preventive_action', severity: 4 }],
  [0, { triage: 'normal', severity: 2 }],
];
const USED_UP: Grade = { triage: 'incident', severity: 8 };

const PERCENT = /(?<![\d.,])(\d{1,3}(?:\.\d{1,3})?) ?(?:%|percent\b)/i;
const PART_OF_WHOLE = /(?<![\d.,])(\d[\d,]{0,15}) ?(?:of|out of|\/) ?(\d[\d,]{0,15})(?![\d.,]*\d)/i;
/** The amount says what is left, not what is used. */
const LEFT = /\b(?:free|avail|remain|left\b|idle|unused|battery|charge)/i;
/** A high share is what one wants. */
const WANTED_HIGH = /\b(?:hit|hits|success|complete|done|progress|coverage|uptime)\b/i;
/** The writer has judged the amount already: only a higher grade is taken. */
const ALARM =
  /\b(?:exceed|above|over\b|under\b|below|high|critical|warn|low\b|drain|full|exhaust|threshold|limit|reached|short|near)/i;
const GONE = /\b(?:full|exhausted|used up|depleted|no space|out of (?:memory|disk|space|inodes|file descriptors))\b/i;
/** Only one user or project is hit, or it has not come to that. */
const SMALL = /\b(?:quota|mailbox|user|account|project|tenant|plan|nearly|almost|not|soon|before)\b/i;

/** Where the status of a request may stand, the surest place first. */
const STATUS_PLACES: readonly RegExp[] = [
  /\b([1-5]\d\d) (?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/,
  /\b(?:status|code|rcode|returned|responded(?: with)?|answered|HTTP\/\d(?:\.\d)?"?)[ :=-]{1,3}([1-5]\d\d)\b/i,
  /(?:^|[\s"'[(>:=])([1-5]\d\d)(?=$|[\s"',;)\]])(?! ?(?:[mun]?s|[kmg]?i?b|bytes?|sec|seconds?)\b)/i,
];

/**
 * Corrects severity and triage of a model's answers by amounts in the line. The model sees a placeholder where a
 * number stands, and its answer holds for every line of a template; 12 % and 97 % are not the same, nor are 200 and 503.
 */
export class AmountAware implements ClassificationStrategy {
  readonly stage: ClassificationStrategy['stage'];

  constructor(
    private readonly inner: ClassificationStrategy,
    private readonly suggest: (category: string, triage: Triage, message: string) => string | null,
  ) {
    this.stage = inner.stage;
  }

  classify(logs: readonly ClassifiedLog[]): Verdicts | Promise<Verdicts> {
    return whenAnswered(this.inner.classify(logs), (verdicts) =>
      verdicts.map((verdict, i) => (verdict === null ? null : this.correct(verdict, logs[i]?.message ?? ''))),
    );
  }

  private correct(verdict: Verdict, message: string): Verdict {
    const grade = gradeOf(verdict, message);
    if (grade === null || (grade.triage === verdict.triage && grade.severity === verdict.severity)) return verdict;
    const { triage, severity } = grade;
    return { ...verdict, triage, severity, suggestion: this.suggest(verdict.category, triage, message) };
  }
}

/** What the amounts in a message say; null when they say nothing, or not for this category. */
export function gradeOf({ category, triage, severity }: Verdict, message: string): Grade | null {
  if (category === 'HTTP Status') return gradeOfStatus(message);
  if (category !== 'Resource Usage') return null;
  const grade = gradeOfLoad(message);
  if (grade === null) return null;
  const worse = grade.severity > severity;
  if (worse) return grade;
  if (ALARM.test(message)) return null;
  return { triage: grade.triage, severity: withinBand(grade, { triage, severity }) };
}

/** A lower grade keeps a finer severity that the model has given within the same triage. */
function withinBand(grade: Grade, given: Grade): number {
  const [low, high] = SEVERITY_BANDS[grade.triage];
  return given.triage === grade.triage ? Math.min(high, Math.max(low, given.severity)) : grade.severity;
}

function gradeOfLoad(message: string): Grade | null {
  const load = loadOf(message);
  if (load !== null) return LOADS.find(([from]) => load >= from)?.[1] ?? null;
  return GONE.test(message) && !SMALL.test(message) ? USED_UP : null;
}

/** Share in use in percent; null when no amount tells. */
function loadOf(message: string): number | null {
  if (WANTED_HIGH.test(message)) return null;
  const share = percentIn(message);
  if (share === null || share > 100) return null;
  return LEFT.test(message) ? 100 - share : share;
}

function percentIn(message: string): number | null {
  const percent = PERCENT.exec(message)?.[1];
  if (percent !== undefined) return Number(percent);
  const [, part, whole] = PART_OF_WHOLE.exec(message) ?? [];
  if (part === undefined || whole === undefined) return null;
  const [some, all] = [numberOf(part), numberOf(whole)];
  // "4 of 4" is as often "all are there" as "none is left".
  return all > some ? (100 * some) / all : null;
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll(',', ''));
}

function gradeOfStatus(message: string): Grade | null {
  const status = Number(STATUS_PLACES.map((place) => place.exec(message)?.[1]).find(Boolean));
  if (Number.isNaN(status)) return null;
  if (status >= 500) return { triage: 'preventive_action', severity: 5 };
  if (status < 400) return { triage: 'normal', severity: 2 };
  if ([401, 403, 404, 410].includes(status)) return { triage: 'normal', severity: 3 };
  return { triage: 'preventive_action', severity: 4 };
}
