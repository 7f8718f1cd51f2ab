import type { Fields } from '../core/json';
import type { Level } from '../core/level';
import type { LeadingTime } from '../core/timestamp-scan';
import type { TimeZone } from '../core/timestamp-zone';

/** What a parser knows besides the line. */
export interface ParseContext {
  /** Source named by the sender, or null. */
  readonly source: string | null;
  /** Epoch milliseconds of arrival; it completes times without a year. */
  readonly now: number;
  /** Zone of times that name none. */
  readonly zone: TimeZone;
  /** The time that starts exactly at `start`, or null. Several parsers ask for the same one: it is read once. */
  leadingTime(line: string, start: number): LeadingTime | null;
  /**
   * Reads the body of an envelope (syslog, a container's log) as a line of its own. Null when no format claims it;
   * with `anyText` the plain parser does.
   */
  inner(body: string, anyText: boolean): ParsedLine | null;
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

/** Reads one log format or a family of them. Parsers are tried in order; the first that accepts a line wins. */
export interface LogParser {
  readonly name: string;
  /** True for the parser that takes any text: it is not asked about bodies that are texts already. */
  readonly takesAnyText?: boolean;
  /** Null when the line is not of this format; cheap when it obviously is not. Never throws. */
  parse(line: string, context: ParseContext): ParsedLine | null;
}
