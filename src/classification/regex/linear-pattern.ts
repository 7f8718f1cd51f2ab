import { RE2JS, RE2JSException } from 're2js';
import { messageOf } from '../../core/errors';
import { hasEdgeAssertion } from './edge-assertion';
import { parseRegex } from './regex-syntax';
import { requiredLiterals } from './required-literals';

/** UTF-16 code units. */
export const MAX_PATTERN_LENGTH = 2000;
/** UTF-16 code units of a text that patterns look at: what says what happened stands well within them. */
export const MAX_SUBJECT_LENGTH = 8192;
/** Instructions of the compiled pattern: matching takes at most this many steps a character. */
const MAX_PROGRAM_SIZE = 2000;

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
  m: RE2JS.MULTILINE,
};

/** Why a pattern cannot be used, in words for the person who wrote it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** Stands for the ends of a text; texts hold no NUL, because the database could not store it. */
export const TEXT_END = '\0';

/** The named groups of a match; null for a group that took no part in it. */
export type Captures = Readonly<Record<string, string | null>>;

/**
 * A regular expression whose cost is linear in the text whatever both look like: patterns come from users and texts
 * from strangers, and a backtracking engine would let the two of them stop the server (ReDoS). The engine is RE2's
 * (R. Cox, "Regular Expression Matching in the Wild", 2010), so there is no look-around and no back-reference.
 *
 * The answer about the last text is kept: rules for several thresholds share a pattern and ask in turn.
 */
export class LinearPattern {
  /** Of these literals every matching text holds at least one; null when there are none. */
  readonly literals: readonly string[] | null;
  /** Names of the capture groups. */
  readonly groups: readonly string[];
  /** Whether the character before a match, and the one after it, can matter. */
  private readonly looksBefore: boolean;
  private readonly looksAfter: boolean;
  private lastTested: string | null = null;
  private lastAnswer = false;
  private lastCaptured: string | null = null;
  private lastCaptures: Captures | null = null;

  private constructor(private readonly regex: RE2JS) {
    const syntax = parseRegex(regex.pattern());
    this.literals = syntax === null ? null : requiredLiterals(syntax);
    this.looksBefore = syntax === null || hasEdgeAssertion(syntax, 'start');
    this.looksAfter = syntax === null || hasEdgeAssertion(syntax, 'end');
    this.groups = Object.keys(regex.namedGroups());
  }

  /** As it was written. */
  get source(): string {
    return this.regex.pattern();
  }

  /** `flags`: any of `i` (ignore case), `s` (`.` matches line ends), `m` (`^` and `$` match at line ends). */
  static compile(source: string, flags: string): LinearPattern {
    if (source.length > MAX_PATTERN_LENGTH) {
      throw new PatternError(`must not be longer than ${String(MAX_PATTERN_LENGTH)} characters`);
    }
    let bits = 0;
    for (const flag of flags) bits |= FLAGS[flag] ?? 0;
    const regex = compileLinear(source, bits);
    if (regex.programSize() > MAX_PROGRAM_SIZE) {
      throw new PatternError('is too costly: use smaller repetition counts, or split it into several rules');
    }
    return new LinearPattern(regex);
  }

  test(text: string): boolean {
    if (text !== this.lastTested) {
      this.lastAnswer = this.regex.test(text);
      this.lastTested = text;
    }
    return this.lastAnswer;
  }

  /** The named groups of the leftmost match, or null without a match. */
  capture(text: string): Captures | null {
    // The plain test runs on an automaton several times faster than the search for groups.
    if (!this.test(text)) return null;
    if (text !== this.lastCaptured) {
      const matcher = this.regex.matcher(text);
      this.lastCaptures = matcher.find() ? matcher.getNamedGroups() : null;
      this.lastCaptured = text;
    }
    return this.lastCaptures;
  }

  /**
   * All that the engine had to see to find the leftmost match, or null without one: the match and, where an assertion
   * looked at it, the character on either side ({@link TEXT_END} at the ends). Any text that holds this matches too.
   */
  evidence(text: string): string | null {
    if (!this.test(text)) return null;
    const matcher = this.regex.matcher(text);
    if (!matcher.find()) return null;
    const start = matcher.start() + (this.looksBefore ? 0 : 1);
    const end = matcher.end() + (this.looksAfter ? 2 : 1);
    return `${TEXT_END}${text}${TEXT_END}`.slice(start, end);
  }
}

function compileLinear(source: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(source, flags);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const unsupported = unsupportedFeature(source);
    if (unsupported === null) throw new PatternError(`is not a valid pattern: ${messageOf(error)}`);
    throw new PatternError(
      `uses ${unsupported}: patterns run on a linear-time engine (RE2 syntax), which has neither look-around nor back-references`,
    );
  }
}

/** Names the usual constructs of backtracking engines, because "invalid syntax" would puzzle those who know them. */
function unsupportedFeature(source: string): string | null {
  const look = /\(\?(<?)[=!]/.exec(source);
  if (look !== null) return `${look[1] === '<' ? 'look-behind' : 'look-ahead'} "${look[0]}"`;
  const reference = /\\(?:[1-9]|k[<{'])/.exec(source);
  if (reference !== null) return `the back-reference "${reference[0]}"`;
  const atomic = /\(\?>|[*+?}]\+/.exec(source);
  return atomic === null ? null : `the atomic or possessive "${atomic[0]}"`;
}
