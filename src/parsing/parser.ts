import type { Fields } from '../core/json';
import type { Level } from '../core/level';

/** What a parser knows besides the line. */
export interface ParseContext {
  /** Source named by the sender, or null. */
  readonly source: string | null;
  /** Epoch milliseconds of arrival; it completes times without a year. */
  readonly now: number;
}

/** What a parser read out of a line. Null means that the line does not say. */
export interface ParsedLine {
  /** Name of the format, e.g. `nginx-access`. */
  readonly format: string;
  /** The text that says what happened, without its header. */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly timestamp: number | null;
  readonly level: Level | null;
  readonly source: string | null;
  readonly fields: Fields | null;
}

/** Reads one log format. Parsers are tried in order; the first that accepts a line wins. */
export interface LogParser {
  readonly name: string;
  /** Null when the line is not of this format; cheap when it obviously is not. Never throws. */
  parse(line: string, context: ParseContext): ParsedLine | null;
}
