import { epochMilliseconds } from '../core/timestamp';
import type { LogParser, ParseContext, ParsedLine } from './parser';

/** UTF-16 code units in which the line proper must begin. */
const MAX_PREFIX = 100;
const MAX_TOKENS = 8;
const TOKEN = /\S{1,60}(?=\s)/y;
/** A name or number as collectors put it in front, unlike a word of a sentence: `nova.log`, `web-1`, `[pod/web]`, `|`. */
const HEADER_TOKEN = /[\d._/|[\]-]/;
const NAME = /[A-Za-z][\w./-]{0,59}/;
/** A clock alone may as well be a time that the message speaks of. */
const DATE = /\d{4}|[A-Z][a-z]{2} |\d[/.-]\d/;
const EPOCH = /^\d{10}(?:\d{3})?(?:\.\d{1,9})?$/;

/**
 * A line with something in front of it: the file it comes from, a pod, a container, a host, what a collector noted.
 * Nothing tells where such a prefix ends but the time with which the line proper begins; that is read again.
 */
export class PrefixedParser implements LogParser {
  readonly name = 'prefixed';
  readonly takesAnyText = true;

  parse(line: string, context: ParseContext): ParsedLine | null {
    const start = lineProper(line, context);
    if (start === null) return null;
    const inner = context.inner(line.slice(start.at).trimStart(), true);
    if (inner === null) return null;
    const prefix = line.slice(0, start.prefix).trim();
    return {
      ...inner,
      timestamp: inner.timestamp ?? start.timestamp,
      source: inner.source ?? NAME.exec(prefix)?.[0].replace(/\.log$/, '') ?? null,
      fields: prefix === '' ? inner.fields : { prefix, ...inner.fields },
    };
  }
}

interface LineProper {
  /** Where the prefix ends. */
  readonly prefix: number;
  /** Where the line begins. */
  readonly at: number;
  /** A time in front of it that no format reads. */
  readonly timestamp: number | null;
}

/** Finds the last time in what still looks like a header; null when nothing, or nothing else, stands in front of it. */
function lineProper(line: string, context: ParseContext): LineProper | null {
  let found: LineProper | null = null;
  for (let at = 0, tokens = 0; at < MAX_PREFIX && tokens < MAX_TOKENS; tokens++) {
    const open = line[at] === '[' ? at + 1 : at;
    const time = context.leadingTime(line, open);
    if (time !== null && DATE.test(line.slice(open, time.end)) && /[\s\],|)]/.test(line.charAt(time.end))) {
      if (at > 0) found = { prefix: at, at, timestamp: null };
      at = time.end + (line[time.end] === ' ' ? 1 : 2);
    } else {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(line)?.[0];
      if (token === undefined || !HEADER_TOKEN.test(token)) break;
      const end = at + token.length;
      if (EPOCH.test(token)) found = { prefix: at, at: end, timestamp: epochMilliseconds(Number(token)) };
      at = end;
    }
    while (line[at] === ' ' || line[at] === '\t') at++;
  }
  return found;
}
