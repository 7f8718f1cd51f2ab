import type { ParseContext, ParsedLine } from './parser';
import { LEVELED, PLAIN, TIMESTAMPED } from './plain.parser';

/** Formats of anybody's lines. */
const GENERAL: ReadonlySet<string> = new Set([PLAIN, LEVELED, TIMESTAMPED]);

/** How an envelope and the line inside it share what both can say. */
interface EnvelopeRules {
  /** Take a level and time off the front of a body that no format claims, too. */
  readonly anyText: boolean;
  /** The envelope's time lacks a year or zone: a time in the body is the better one. */
  readonly innerTimeFirst: boolean;
}

/**
 * Reads the message of an envelope as a line of its own. What it is called and says is then the body's business; who
 * sent it and when stays the envelope's, which is named in `fields.envelope`.
 */
export function openEnvelope(outer: ParsedLine, context: ParseContext, rules: EnvelopeRules): ParsedLine {
  const inner = context.inner(outer.message, rules.anyText);
  if (inner === null) return outer;
  return {
    // A text that is of no format of its own is called what its envelope is.
    format: GENERAL.has(inner.format) ? outer.format : inner.format,
    message: inner.message,
    timestamp: rules.innerTimeFirst ? (inner.timestamp ?? outer.timestamp) : (outer.timestamp ?? inner.timestamp),
    level: inner.level ?? outer.level,
    source: outer.source ?? inner.source,
    fields: { ...outer.fields, ...inner.fields, envelope: outer.format },
  };
}
