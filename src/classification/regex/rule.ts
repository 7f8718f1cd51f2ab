import type { Verdict } from '../../core/verdict';
import { compileCondition, type Condition, type RuleSubject } from './condition';
import { LinearPattern, MAX_SUBJECT_LENGTH, PatternError } from './linear-pattern';
import type { RuleDefinition, RuleState } from './rule-schema';

/** A rule ready to run: its conditions on the log, its pattern, and the verdict of every log it matches. */
export class Rule {
  readonly id: string;
  readonly state: RuleState;
  /** One object for all logs, because batches hold thousands. */
  readonly verdict: Verdict;
  readonly pattern: LinearPattern | null;
  /** Conditions on the log itself: they may differ from line to line of one template. */
  private readonly onLog: readonly Extract<Condition, { kind: 'log' | 'field' }>[];
  /** Conditions on what the pattern captured. */
  private readonly onCaptures: readonly Extract<Condition, { kind: 'capture' }>[];

  private constructor(definition: RuleDefinition, pattern: LinearPattern | null, conditions: readonly Condition[]) {
    this.id = definition.id;
    this.state = definition.status;
    this.pattern = pattern;
    this.onLog = conditions.filter((condition) => condition.kind !== 'capture');
    this.onCaptures = conditions.filter((condition) => condition.kind === 'capture');
    this.verdict = Object.freeze({
      category: definition.category,
      severity: definition.severity,
      triage: definition.triage,
      confidence: definition.confidence,
      decidedBy: 'regex',
      ruleId: definition.id,
      modelVersion: null,
      suggestion: definition.suggestion ?? null,
    });
  }

  /**
   * Throws PatternError when a pattern in it cannot be used. `shared` holds the patterns of a rule file by flags and
   * source, so that rules that differ in their conditions alone share one.
   */
  static compile(definition: RuleDefinition, shared = new Map<string, LinearPattern>()): Rule {
    const { pattern: source, flags } = definition;
    const pattern = source === undefined ? null : named('pattern', () => compileShared(source, flags, shared));
    const conditions = definition.where.map((condition, i) =>
      named(`where[${String(i)}].value`, () => compileCondition(condition, pattern?.groups ?? [])),
    );
    return new Rule(definition, pattern, conditions);
  }

  /** The names of fields that a log must have for this rule to match. */
  get fields(): readonly string[] {
    return this.onLog.filter(({ kind }) => kind === 'field').map(({ field }) => field);
  }

  get readsCaptures(): boolean {
    return this.onCaptures.length > 0;
  }

  /** Whether the conditions on the log itself hold. */
  admits(log: RuleSubject): boolean {
    for (const condition of this.onLog) if (!condition.holds(log)) return false;
    return true;
  }

  /** Whether the pattern matches `text` and the conditions on its groups hold. True without a pattern. */
  accepts(text: string): boolean {
    if (this.pattern === null) return true;
    if (!this.readsCaptures) return this.pattern.test(text);
    const captures = this.pattern.capture(text);
    return captures !== null && this.onCaptures.every(({ holds }) => holds(captures));
  }

  matches(log: RuleSubject): boolean {
    return this.admits(log) && this.accepts(subjectOf(log.message));
  }
}

function compileShared(source: string, flags: string, shared: Map<string, LinearPattern>): LinearPattern {
  const key = `${flags} ${source}`;
  const pattern = shared.get(key) ?? LinearPattern.compile(source, flags);
  shared.set(key, pattern);
  return pattern;
}

/** The part of a message that patterns look at. */
export function subjectOf(message: string): string {
  return message.length > MAX_SUBJECT_LENGTH ? message.slice(0, MAX_SUBJECT_LENGTH) : message;
}

/** Says in the error which part of the rule it is about. */
function named<T>(place: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (error instanceof PatternError) throw new PatternError(`${place} ${error.message}`);
    throw error;
  }
}
