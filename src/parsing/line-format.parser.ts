import { CompiledFormat, regexMatcher } from './compiled-format';
import type { LineFormat } from './line-format';
import type { LogParser, ParseContext, ParsedLine } from './parser';

const SPACE = 32;
const TAB = 9;
const OPEN = 91;
const CLOSE = 93;
const ASCII = 128;

/** A format and what must hold before it is worth its pattern. */
interface Candidate {
  readonly format: CompiledFormat;
  readonly timeLike: RegExp | null;
}

/** The formats to ask, by the character at which their pattern would start. */
class Dispatch {
  private readonly byStart: Candidate[][] = Array.from({ length: ASCII + 1 }, () => []);

  add(starts: string, candidate: Candidate): void {
    this.byStart.forEach((candidates, code) => {
      if (starts === '' || code === ASCII || starts.includes(String.fromCharCode(code))) candidates.push(candidate);
    });
  }

  read(line: string, at: number, timestamp: number | null, context: ParseContext): ParsedLine | null {
    const code = line.charCodeAt(at);
    for (const { format, timeLike } of this.byStart[code < ASCII ? code : ASCII] ?? []) {
      if (timeLike !== null && !timeLike.test(line)) continue;
      const parsed = format.parse(line, at, timestamp, context);
      if (parsed !== null) return parsed;
    }
    return null;
  }
}

/**
 * Lines described by a table of formats. A leading time is read once for all of them, and the character that starts
 * the line, or follows the time, picks the few formats that come into question: a hundred cost hardly more than ten.
 */
export class LineFormatParser implements LogParser {
  private readonly atStart = new Dispatch();
  private readonly afterTime = new Dispatch();
  private readonly afterBracket = new Dispatch();
  private readonly withoutTime = new Dispatch();

  constructor(
    readonly name: string,
    formats: readonly LineFormat[],
  ) {
    for (const definition of formats) {
      const { after, starts, pattern, timeLike = null } = definition;
      const candidate = { format: new CompiledFormat(definition, regexMatcher(pattern)), timeLike };
      if (after === undefined) this.atStart.add(starts, candidate);
      if (after === 'time') this.afterTime.add(starts, candidate);
      if (after === '[time]') this.afterBracket.add(starts, candidate);
      if (after === 'no time') this.withoutTime.add(starts, candidate);
    }
  }

  parse(line: string, context: ParseContext): ParsedLine | null {
    const whole = this.atStart.read(line, 0, null, context);
    if (whole !== null) return whole;
    const bracketed = line.charCodeAt(0) === OPEN;
    const time = context.leadingTime(line, bracketed ? 1 : 0);
    if (time === null) return this.withoutTime.read(line, 0, null, context);
    const closed = bracketed && line.charCodeAt(time.end) === CLOSE;
    let at = closed ? time.end + 1 : time.end;
    while (line.charCodeAt(at) === SPACE || line.charCodeAt(at) === TAB) at++;
    // Formats that go on inside the bracket behind the time ("[time: INFO/Main] text") see it as bare.
    return (closed ? this.afterBracket : this.afterTime).read(line, at, time.ms, context);
  }
}
