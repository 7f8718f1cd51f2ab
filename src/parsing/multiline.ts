import { blockOf, type Block } from './multiline-blocks';
import { continues, expectsMore } from './multiline-rules';

/** Bounds of one event, and how events are told apart. */
export interface MultilineOptions {
  /** A line that matches starts an event and every other line continues one; without it the lines themselves tell. */
  readonly start?: { test(line: string): boolean } | null;
  /** Lines of one event, the first included; what comes after them starts a new one. */
  readonly maxLines?: number;
  /** UTF-16 code units of one event. */
  readonly maxLength?: number;
}

/** Lines that make up one event. */
export interface JoinedEvent {
  /** The lines, joined by `\n`. */
  readonly text: string;
  /** Number of its first line, counted from 0 over all lines of this source, blank ones included. */
  readonly firstLine: number;
  /** Input lines it took, blank ones between and behind them included. */
  readonly lineCount: number;
  /** The event went on, but a bound was met: its other lines are events of their own. */
  readonly cut: boolean;
}

const MAX_LINES = 500;
const MAX_LENGTH = 65_536;

/** Joins the lines of one source to events: stack traces, indented lines, printed objects. Holds one open event. */
export class MultilineJoiner {
  private readonly start: { test(line: string): boolean } | null;
  private readonly maxLines: number;
  private readonly maxLength: number;

  private lines: string[] = [];
  private length = 0;
  private block: Block | null = null;
  private last = '';
  private gap = false;
  private firstLine = 0;
  private lineCount = 0;
  private nextLine = 0;
  private begun = 0;

  constructor({ start, maxLines, maxLength }: MultilineOptions = {}) {
    this.start = start ?? null;
    this.maxLines = maxLines ?? MAX_LINES;
    this.maxLength = maxLength ?? MAX_LENGTH;
  }

  /** Number of events begun: it grows with the line that begins one. */
  get opened(): number {
    return this.begun;
  }

  /** Whether the open event is worth waiting for more lines. */
  get expectsMore(): boolean {
    const { lines, block } = this;
    if (lines.length === 0 || lines.length >= this.maxLines) return false;
    return this.start !== null || expectsMore({ first: lines[0] ?? '', lines: lines.length, block });
  }

  /** Takes the next line, without its line end; returns the event that it completes, if it does. */
  push(line: string): JoinedEvent | null {
    const index = this.nextLine++;
    if (line.trim() === '') {
      // Kept back: it belongs to the event only if that goes on behind it.
      if (this.lines.length > 0) {
        this.gap = true;
        this.lineCount++;
      }
      return null;
    }
    const goesOn = this.lines.length > 0 && this.goesOn(line);
    if (goesOn && this.fits(line)) {
      if (this.gap) this.lines.push('');
      this.lines.push(line);
      this.length += line.length + 1;
      this.last = line;
      this.gap = false;
      this.lineCount++;
      return null;
    }
    const done = this.take(goesOn);
    this.lines = [line];
    this.block = this.start === null ? blockOf(line) : null;
    this.length = line.length;
    this.last = line;
    this.firstLine = index;
    this.lineCount = 1;
    this.begun++;
    return done;
  }

  /** Ends the open event, if there is one: no more lines will come. */
  flush(): JoinedEvent | null {
    return this.take(false);
  }

  private goesOn(line: string): boolean {
    if (this.start !== null) return !this.start.test(line);
    const { block, last, gap, lines } = this;
    return continues(line, { first: lines[0] ?? '', last, block, gap, lines: lines.length });
  }

  private fits(line: string): boolean {
    return this.lines.length < this.maxLines && this.length + line.length + 1 <= this.maxLength;
  }

  private take(cut: boolean): JoinedEvent | null {
    if (this.lines.length === 0) return null;
    const { firstLine, lineCount } = this;
    const text = this.lines.length === 1 ? (this.lines[0] ?? '') : this.lines.join('\n');
    this.lines = [];
    this.gap = false;
    return { text, firstLine, lineCount, cut };
  }
}
