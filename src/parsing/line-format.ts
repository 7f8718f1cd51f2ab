import type { Fields } from '../core/json';
import type { Level } from '../core/level';
import type { ParseContext } from './parser';
import type { TimeReader } from './time-pattern';

/** How the text of a group becomes a field; times become milliseconds under the name `durationMs`. */
export type FieldType = 'text' | 'integer' | 'number' | 'seconds' | 'milliseconds' | 'microseconds';

/** A line as the software really writes it, and what must be read out of it. It documents and tests its format. */
export interface Sample {
  readonly line: string;
  readonly message: string;
  readonly level?: string;
  readonly source?: string;
  /** ISO 8601. Times without a year are completed as if the line had arrived on 2026-06-15 at noon UTC. */
  readonly time?: string;
  readonly fields?: Fields;
}

/** What has been read so far; a format's `refine` may correct it. */
export interface Draft {
  message: string;
  timestamp: number | null;
  level: Level | null;
  source: string | null;
  fields: Fields;
}

/** What becomes of the groups of a match. */
export interface FormatRules {
  readonly name: string;
  /** Types of the groups that are not typed by their name already. */
  readonly types?: Readonly<Record<string, FieldType>>;
  /** The software's own level words that core/level does not know, as words it knows. */
  readonly levels?: Readonly<Record<string, string>>;
  /** Who writes this, when the line does not name anybody. */
  readonly source?: string;
  /** Reads the group `time` when it is written in a way of its own. */
  readonly readTime?: TimeReader;
  /** The message is a line of its own: it is read by the chain again. */
  readonly envelope?: boolean;
  /** Last corrections; false refuses the line. */
  readonly refine?: (draft: Draft, context: ParseContext) => boolean;
}

/**
 * One log format. Its pattern names groups: `message`, `level`, `source` and `time` become what they are called, any
 * other group a field of that name (`-` and empty texts are left out). A `request` group (`GET /x HTTP/1.1`) is taken
 * apart, and a line with a method and a status but no message gets `METHOD path returned STATUS`.
 *
 * Patterns run on lines of strangers: header quantifiers are bounded, and none overlaps its neighbour.
 */
export interface LineFormat extends FormatRules {
  /** The software and setting that write it, for people. */
  readonly title: string;
  /**
   * Where the pattern starts: at the start of the line (default), or at the first character that is no blank behind a
   * leading time, which stands bare (`time`) or in square brackets (`[time]`). `no time` is the start of a line that
   * starts with no time: most lines start with one and never pay for such a format.
   */
  readonly after?: 'time' | '[time]' | 'no time';
  /** Characters with which the pattern can start; empty for any. Lines that start otherwise never pay for it. */
  readonly starts: string;
  readonly pattern: RegExp;
  /** The leading time must be written like this. */
  readonly timeLike?: RegExp;
  readonly samples: readonly Sample[];
}

/** Formats of related software, for people who look for one. */
export interface FormatGroup<Format> {
  readonly title: string;
  readonly formats: readonly Format[];
}

export function lineFormats(title: string, formats: readonly LineFormat[]): FormatGroup<LineFormat> {
  return { title, formats };
}
