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

/** Any line: takes a leading time and level word off it, and leaves the rest as the message. Accepts everything. */
export class PlainParser implements LogParser {
  readonly name = 'plain';
  readonly takesAnyText = true;

  parse(line: string, context: ParseContext): ParsedLine {
    const open = line.startsWith('[') ? 1 : 0;
    const time = context.leadingTime(line, open);
    const body = time === null ? line : afterTime(line, time.end, open === 1);
    const { level, message } = splitLevel(body, time !== null);
    return {
      format: 'plain',
      message: message.trim() === '' ? line : message,
      timestamp: time?.ms ?? null,
      level,
      source: null,
      fields: null,
    };
  }
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
    const word = bracketed ?? bare;
    const level = levelOf(word);
    if (level !== null) {
      const unmistakable = hasTime || bracketed !== undefined || word === level.text || piece.endsWith(':');
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
