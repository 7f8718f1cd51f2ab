import type { LinearPattern } from '../../classification/regex/linear-pattern';
import { TRIAGES } from '../../core/verdict';
import type { Answer, HistoryLine } from './history';

/** What a rule does to lines of the past. */
export interface RuleMeasure {
  /** Lines that it matches, and their share of all. */
  readonly matched: number;
  readonly coverage: number;
  /** Share of the matched lines of known category whose category is the rule's. */
  readonly precision: number;
  /** Matched lines of other answers that rules were to be made from, and no rule decides. */
  readonly strangers: number;
  /** Matched lines that a rule before it decides already, so that this one changes nothing about them. */
  readonly ruledAlready: number;
  /** Of those rules, the ones that answer with another category. */
  readonly conflicts: readonly Conflict[];
  /** Lines whose verdict was right and would not be, or would be less urgent. */
  readonly worse: number;
}

interface Conflict {
  readonly ruleId: string;
  readonly category: string;
  readonly lines: number;
}

/**
 * Measures a rule that comes after all present ones.
 * @param expected the right answer to a line; null when nobody knows it
 * @param own the lines that the rule was made from
 */
export function measureRule(
  pattern: LinearPattern,
  answer: Answer,
  lines: readonly HistoryLine[],
  expected: (line: HistoryLine) => Answer | null,
  own: ReadonlySet<HistoryLine>,
): RuleMeasure {
  let matched = 0;
  let known = 0;
  let right = 0;
  let strangers = 0;
  let ruledAlready = 0;
  let worse = 0;
  const conflicts = new Map<string, Conflict>();
  for (const line of lines) {
    if (!matchesMessage(pattern, line.message)) continue;
    const { verdict } = line;
    const category = expected(line)?.category ?? null;
    matched++;
    if (category !== null) known++;
    if (category === answer.category) right++;
    if (verdict.decidedBy === 'regex' && verdict.ruleId !== null) {
      ruledAlready++;
      if (verdict.category === answer.category) continue;
      const before = conflicts.get(verdict.ruleId)?.lines ?? 0;
      conflicts.set(verdict.ruleId, { ruleId: verdict.ruleId, category: verdict.category, lines: before + 1 });
      continue;
    }
    if (isWorse(line, answer, category)) worse++;
    if (category !== null && category !== answer.category && !own.has(line)) strangers++;
  }
  return {
    matched,
    coverage: matched / Math.max(1, lines.length),
    precision: right / Math.max(1, known),
    strangers,
    ruledAlready,
    conflicts: [...conflicts.values()],
    worse,
  };
}

/** Lines are many and patterns slow: most lines lack the literals that the pattern needs. */
export function matchesMessage(pattern: LinearPattern, message: string): boolean {
  const { literals } = pattern;
  if (literals !== null) {
    const lower = message.toLowerCase();
    if (!literals.some((literal) => lower.includes(literal))) return false;
  }
  return pattern.test(message);
}

function isWorse({ verdict }: HistoryLine, answer: Answer, category: string | null): boolean {
  const wasRight = verdict.category === category;
  const isRight = answer.category === category;
  const lessUrgent = TRIAGES.indexOf(answer.triage) > TRIAGES.indexOf(verdict.triage);
  return (wasRight && !isRight) || lessUrgent || answer.severity < verdict.severity;
}
