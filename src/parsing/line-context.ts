import { leadingTime } from '../core/timestamp';
import type { LeadingTime } from '../core/timestamp-scan';
import type { TimeZone } from '../core/timestamp-zone';
import type { ParseContext, ParsedLine } from './parser';

/** Envelopes within envelopes that are opened: a container's log of a relayed syslog line of JSON is three deep. */
const MAX_DEPTH = 4;

/** Asks the chain about a body. */
export type ReadInner = (body: string, anyText: boolean, context: ParseContext) => ParsedLine | null;

/** The context of one line on its way through the parsers. */
export class LineContext implements ParseContext {
  private lastLine: string | null = null;
  private lastStart = 0;
  private lastTime: LeadingTime | null = null;

  constructor(
    readonly source: string | null,
    readonly now: number,
    readonly zone: TimeZone,
    private readonly readInner: ReadInner,
    private readonly depth = 1,
  ) {}

  leadingTime(line: string, start: number): LeadingTime | null {
    if (line !== this.lastLine || start !== this.lastStart) {
      this.lastTime = leadingTime(line, start, this.now, this.zone);
      this.lastLine = line;
      this.lastStart = start;
    }
    return this.lastTime;
  }

  inner(body: string, anyText: boolean): ParsedLine | null {
    if (this.depth >= MAX_DEPTH || body === '') return null;
    const context = new LineContext(this.source, this.now, this.zone, this.readInner, this.depth + 1);
    return this.readInner(body, anyText, context);
  }
}
