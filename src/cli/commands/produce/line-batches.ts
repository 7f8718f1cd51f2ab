import type { LineBatch } from '../../../messaging/line-producer';

const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** How large lines and batches of them may be. */
export interface BatchLimits {
  readonly lineBytes: number;
  readonly batchLines: number;
  /** A line of its own may be larger. */
  readonly batchBytes: number;
}

/**
 * Cuts a byte stream into lines at LF or CRLF without decoding them, and puts these together in batches. Blank lines
 * are skipped. A batch never waits for the next chunk, so that lines of a live stream leave at once.
 * @param start bytes of the whole input before this stream
 */
export async function* lineBatches(
  stream: AsyncIterable<Buffer>,
  start: number,
  source: string | null,
  limits: BatchLimits,
): AsyncGenerator<LineBatch> {
  const partial = new PartialLine(limits.lineBytes);
  let lines: Buffer[] = [];
  let bytes = 0;
  let overlong = 0;
  let position = start;
  let end = start;
  let yielded = start;

  const batch = (): LineBatch => {
    const result = { lines, source, end, overlong };
    lines = [];
    bytes = 0;
    overlong = 0;
    yielded = end;
    return result;
  };
  /** Adds the line that ends before `next`; yields the batch first when it would become too large. */
  function* finish(next: number): Generator<LineBatch> {
    const line = partial.take();
    if (line === null) overlong++;
    else if (!isBlank(line)) {
      const full = lines.length >= limits.batchLines || bytes + line.length > limits.batchBytes;
      if (full && lines.length > 0) yield batch();
      lines.push(line);
      bytes += line.length;
    }
    end = next;
  }

  for await (const chunk of stream) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      partial.add(chunk.subarray(from, at));
      from = at + 1;
      yield* finish(position + from);
    }
    partial.add(chunk.subarray(from));
    position += chunk.length;
    if (end > yielded) yield batch();
  }
  if (position > end) {
    yield* finish(position);
    yield batch();
  }
}

/** A line that may come in several chunks; of one that is too long nothing is kept. */
class PartialLine {
  private parts: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly limit: number) {}

  add(part: Buffer): void {
    this.bytes += part.length;
    // One byte more than the limit may be the RETURN of the line end.
    if (this.bytes > this.limit + 1) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  /** The line without its end, or null when it is over the limit. */
  take(): Buffer | null {
    const { parts, bytes } = this;
    this.parts = [];
    this.bytes = 0;
    if (bytes > this.limit + 1) return null;
    const [first] = parts;
    const whole = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
    const line = whole.at(-1) === RETURN ? whole.subarray(0, -1) : whole;
    return line.length > this.limit ? null : line;
  }
}

/** Nothing but spaces and the control characters from TAB to RETURN. */
function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === SPACE || (byte >= TAB && byte <= RETURN));
}
