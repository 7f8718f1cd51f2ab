import { levelOf, type Level } from '../core/level';
import type { LogParser, ParseContext, ParsedLine } from './parser';

/** One piece of a header: `[main]`, `<info>`, `148`, `ERROR:`; groups: bracketed text, bare text. */
const PIECE = /[\s|,-]{0,20}(?:[[(<]([^\])>]{1,60})[\])>]|([^\s[\](){}<>:|,=]{1,40}))[:|]?(?=\s|\||$|\[)/y;
/** Pieces that may stand before the level: thread, process id, worker number. */
const MAX_PIECES = 4;
const NUMBER = /^[\d#*]/;
/** Facilities, such as `RAS KERNEL`, behind the name of a machine. */
const CAPITALS = /^[A-Z]{2,12}$/;
const SEPARATOR = /^[\s|:,\]-]+/;
/** "Config loaded", "Fatal error: x": a word like a level, but of a sentence. */
const SENTENCE = /^[A-Z][a-z]+ +:?[a-z:]/;
const OPEN_BRACKET = 91;

/** A line without a header. */
export const PLAIN = 'plain';
/** A line with a time, and often a level, in front: the header that most software writes which has no format of its own. */
export const TIMESTAMPED = 'timestamped';
/** A line with nothing but a level in front, as command line tools write. */
export const LEVELED = 'leveled';

/** Any line: takes a leading time and level word off it, and leaves the rest as the message. Accepts everything. */
export class PlainParser implements LogParser {
  readonly name = PLAIN;
  readonly takesAnyText = true;

  parse(line: string, context: ParseContext): ParsedLine {
    const time = timeAt(line, context);
    const { level, message } = splitLevel(time === null ? line : time.rest, time !== null);
    // Some write the level first: "INFO [2026-01-02 03:04:05] text".
    const second = time === null && level !== null ? timeAt(message, context) : null;
    const text = second === null ? message : second.rest;
    return {
      format: time !== null || second !== null ? TIMESTAMPED : level === null ? PLAIN : LEVELED,
      message: text.trim() === '' ? line : text,
      timestamp: time?.ms ?? second?.ms ?? null,
      level,
      source: null,
      fields: null,
    };
  }
}

/** The time that starts the text, bare or in brackets, and the text behind it. */
function timeAt(text: string, context: ParseContext): { ms: number; rest: string } | null {
  const open = text.charCodeAt(0) === OPEN_BRACKET;
  const time = context.leadingTime(text, open ? 1 : 0);
  return time === null ? null : { ms: time.ms, rest: afterTime(text, time.end, open) };
}

function afterTime(line: string, end: number, bracketed: boolean): string {
  const close = bracketed && line[end] === ']' ? end + 1 : end;
  return line.slice(close).replace(SEPARATOR, '');
}

/**
 * Takes a level word off the front, with what stands before it. Behind a time any level word counts; without one only
 * an unmistakable one does (`ERROR`, `[warn]`, `error:`), because "Error in module x" is a sentence.
 */
function splitLevel(body: string, hasTime: boolean): { level: Level | null; message: string } {
  PIECE.lastIndex = 0;
  let named = false;
  for (let i = 0; i < MAX_PIECES; i++) {
    const match = PIECE.exec(body);
    if (match === null) break;
    const [piece, bracketed, bare = ''] = match;
    // Some pad it: "[INFO   ]".
    const word = bracketed?.trimEnd() ?? bare;
    const level = levelOf(word);
    if (level !== null) {
      const marked = bracketed !== undefined || piece.endsWith(':');
      const unmistakable =
        marked ||
        word === level.text ||
        (hasTime && !SENTENCE.test(bare + body.slice(PIECE.lastIndex, PIECE.lastIndex + 4)));
      if (!unmistakable) break;
      return { level, message: body.slice(PIECE.lastIndex).replace(SEPARATOR, '') };
    }
    const isName: boolean = hasTime && (/\d/.test(bare) || (named && CAPITALS.test(bare)));
    const isHeader = bracketed !== undefined || NUMBER.test(bare) || isName;
    named ||= isName;
    if (!isHeader) break;
  }
  return { level: null, message: body };
}
