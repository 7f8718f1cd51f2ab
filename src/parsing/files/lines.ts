const NEWLINE = 10;
const RETURN = 13;

/** One line of a byte stream. */
export interface Line {
  /** UTF-8 decoded; invalid bytes have become U+FFFD. */
  readonly text: string;
  /** The bytes, when the text is not an exact copy of them. */
  readonly bytes: Buffer | null;
  /** True when the line went on after `text`: what is over the limit is not kept. */
  readonly cut: boolean;
}

/** Splits a byte stream into lines at LF or CRLF; of each line at most `maxBytes` are kept, whatever its length. */
export async function* splitLines(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line[]> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let cut = false;

  const keep = (part: Buffer): void => {
    const room = maxBytes - heldBytes;
    if (part.length > room) cut = true;
    const kept = part.length > room ? part.subarray(0, room) : part;
    if (kept.length === 0) return;
    held.push(kept);
    heldBytes += kept.length;
  };
  const take = (): Line => {
    const only = held[0];
    const whole = held.length === 1 && only !== undefined ? only : Buffer.concat(held);
    const line = toLine(whole, cut);
    held = [];
    heldBytes = 0;
    cut = false;
    return line;
  };

  for await (const chunk of stream) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      lines.push(take());
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (heldBytes > 0) yield [take()];
}

function toLine(line: Buffer, cut: boolean): Line {
  const bytes = !cut && line[line.length - 1] === RETURN ? line.subarray(0, -1) : line;
  const text = bytes.toString('utf8');
  // A cut may go through the middle of a character: that is no damage of the input.
  const damaged = !cut && text.includes('\uFFFD') && !Buffer.from(text).equals(bytes);
  return { text, bytes: damaged ? Buffer.from(bytes) : null, cut };
}
