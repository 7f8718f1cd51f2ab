import type { Verdict } from '../../core/verdict';
import { compileCondition, type Condition, type RuleSubject } from './condition';
import { Keywords } from './keywords';
import { MAX_SUBJECT_LENGTH, PatternError, type LinearPattern } from './linear-pattern';
import { better } from './required-literals';
import type { RuleDefinition, RuleState } from './rule-schema';
import { SharedParts } from './shared-parts';

/**
 * What a log must have for a rule to be worth a look: one of the literals in its message, in its raw line or in a
 * field, or the field at all. Null: the rule must be tried on every log.
 */
export type Anchor =
  | { readonly in: 'message' | 'raw'; readonly literals: readonly string[] }
  | { readonly in: 'field'; readonly field: string; readonly literals: readonly string[] | null }
  | null;

/** Letters of a literal that is worth a search in a field: shorter ones, such as GET, are in nearly every value. */
const MIN_FIELD_LITERAL = 4;

/** A rule ready to run: its conditions on the log, its pattern, and the verdict of every log it matches. */
export class Rule {
  readonly id: string;
  readonly state: RuleState;
  /** One object for all logs, because batches hold thousands. */
  readonly verdict: Verdict;
  /** Of two rules that match, the one with the higher priority decides. */
  readonly priority: number;
  readonly pattern: LinearPattern | null;
  readonly anchor: Anchor;
  private readonly keywords: Keywords | null;
  /** Conditions on the log itself: they may differ from line to line of one template. */
  private readonly onLog: readonly Extract<Condition, { kind: 'log' | 'field' }>[];
  /** Conditions on what the pattern captured. */
  private readonly onCaptures: readonly Extract<Condition, { kind: 'capture' }>[];

  private constructor(
    definition: RuleDefinition,
    pattern: LinearPattern | null,
    keywords: Keywords | null,
    conditions: readonly Condition[],
  ) {
    this.id = definition.id;
    this.state = definition.status;
    this.priority = definition.priority ?? 0;
    this.pattern = pattern;
    this.keywords = keywords;
    this.onLog = conditions.filter((condition) => condition.kind !== 'capture');
    this.onCaptures = conditions.filter((condition) => condition.kind === 'capture');
    this.anchor = anchorOf(better(pattern?.literals ?? null, keywords?.literals ?? null), this.onLog);
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

  /** Throws PatternError when a pattern or a network in it cannot be used. `shared` is that of its rule file. */
  static compile(definition: RuleDefinition, shared = new SharedParts()): Rule {
    const { pattern: source, flags, keywords } = definition;
    const pattern = source === undefined ? null : named('pattern', () => shared.pattern(source, flags));
    const conditions = definition.where.map((condition, i) =>
      named(`where[${String(i)}].value`, () => compileCondition(condition, pattern?.groups ?? [])),
    );
    return new Rule(
      definition,
      pattern,
      keywords === undefined ? null : new Keywords(keywords, shared.vocabulary),
      conditions,
    );
  }

  get readsCaptures(): boolean {
    return this.onCaptures.length > 0;
  }

  /** Whether the conditions on the log itself hold. */
  admits(log: RuleSubject): boolean {
    for (const condition of this.onLog) if (!condition.holds(log)) return false;
    return true;
  }

  /** Whether `text` holds the keywords, matches the pattern, and the conditions on its groups hold. */
  accepts(text: string): boolean {
    return this.hasKeywords(text) && this.fits(text);
  }

  /** True without keywords. */
  hasKeywords(text: string): boolean {
    return this.keywords === null || this.keywords.matches(text);
  }

  matches(log: RuleSubject): boolean {
    return this.admits(log) && this.accepts(subjectOf(log.message));
  }

  /** Whether the pattern matches `text` and the conditions on its groups hold. True without a pattern. */
  private fits(text: string): boolean {
    if (this.pattern === null) return true;
    if (!this.readsCaptures) return this.pattern.test(text);
    const captures = this.pattern.capture(text);
    return captures !== null && this.onCaptures.every(({ holds }) => holds(captures));
  }
}

/** Literals before the mere presence of a field; the raw line, the longest of all texts, after the fields. */
function anchorOf(inMessage: readonly string[] | null, onLog: Rule['onLog']): Anchor {
  if (inMessage !== null) return { in: 'message', literals: inMessage };
  const needed = onLog.filter(({ needsValue }) => needsValue);
  const fields = needed.filter(({ kind }) => kind === 'field');
  // The value of a nested field stands at an end of a path, not under its name.
  const read = fields.filter(
    ({ field, literals }) =>
      !field.includes('.') && literals?.every(({ length }) => length >= MIN_FIELD_LITERAL) === true,
  );
  const best = bestOf(read) ?? bestOf(needed.filter(({ field }) => field === 'raw'));
  if (best?.kind === 'field') return { in: 'field', field: best.field, literals: best.literals };
  if (best?.literals !== null && best?.literals !== undefined) return { in: 'raw', literals: best.literals };
  const [first] = fields;
  return first === undefined ? null : { in: 'field', field: first.field, literals: null };
}

/** The condition whose literals are found in the fewest texts. */
function bestOf(conditions: Rule['onLog']): Rule['onLog'][number] | undefined {
  const best = conditions.reduce<readonly string[] | null>((found, { literals }) => better(found, literals), null);
  return best === null ? undefined : conditions.find(({ literals }) => literals === best);
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
