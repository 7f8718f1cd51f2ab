import type { Fields } from '../core/json';
import { levelOf } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { takeText } from './take-field';

const PAIR = /\s*([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;
const MIN_PAIRS = 2;

/** logfmt: `level=info msg="user logged in" user=7`. The whole line must be pairs, and one of them a message. */
export class LogfmtParser implements LogParser {
  readonly name = 'logfmt';

  parse(line: string, context: ParseContext): ParsedLine | null {
    if (!/^\s*[A-Za-z_@][\w.@/-]*=/.test(line)) return null;
    const fields: Fields = {};
    let pairs = 0;
    PAIR.lastIndex = 0;
    const text = line.trimEnd();
    while (PAIR.lastIndex < text.length) {
      const match = PAIR.exec(text);
      if (match === null) return null;
      pairs++;
      const [, key = '', quoted, bare] = match;
      if (key !== '__proto__') fields[key] = quoted === undefined ? (bare ?? '') : unescape(quoted);
    }
    const message = takeText(fields, ['msg', 'message']);
    if (pairs < MIN_PAIRS || message === null) return null;
    const time = takeText(fields, ['time', 'ts', 'timestamp', 't']);
    const timestamp = time === null ? null : parseTimestamp(time, context.now);
    if (timestamp === null && time !== null) fields['time'] = time;
    return {
      format: 'logfmt',
      message,
      timestamp,
      level: levelOf(takeText(fields, ['level', 'lvl', 'severity']) ?? ''),
      source: takeText(fields, ['service', 'app', 'logger', 'source']),
      fields,
    };
  }
}

function unescape(quoted: string): string {
  return quoted.includes('\\')
    ? quoted.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char))
    : quoted;
}
