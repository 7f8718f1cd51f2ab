import { rawLine } from '../../core/record';
import { rawLogFrom } from '../raw-log';
import { errorRow, logRow, type FileRow, type FileRows, type ReadLimits, type ReadContext } from './file-row';
import { MultilineJoiner, type JoinedEvent } from '../multiline';
import { splitLines, type Line } from './lines';

/** Field that says how many lines of the file an event took. */
const LINES_FIELD = 'logsieve.lines';

/** A JSON line may be longer than a text line: it is cut only after parsing. */
const JSON_LINE_FACTOR = 16;

/** Groups of lines without a byte order mark in front of the first. */
async function* withoutMark(groups: AsyncIterable<Line[]>): AsyncGenerator<Line[]> {
  let first = true;
  for await (const lines of groups) {
    const [line, ...rest] = lines;
    if (first && line?.text.startsWith('\uFEFF') === true) yield [{ ...line, text: line.text.slice(1) }, ...rest];
    else yield lines;
    first = false;
  }
}

/** An event a log: mostly one line, but a stack trace and what is indented below a line belong to it. Blank lines are skipped. */
export function textRows(bytes: AsyncIterable<Buffer>, { source, limits, eventStart }: ReadContext): FileRows {
  // One unit more than the limit, so that the record is seen to be too long and gets cut and flagged.
  const groups = withoutMark(splitLines(bytes, maxBytes(limits) + 1));
  async function* read(): AsyncGenerator<readonly FileRow[]> {
    const joiner = new MultilineJoiner({ maxLength: limits.lineLength, start: eventStart });
    // Bytes of the first line of the event that is open.
    let open: Buffer | null = null;
    const rowOf = ({ text, lineCount }: JoinedEvent): FileRow => {
      const log = { ...rawLine(text, source), bytes: text.includes('\n') ? null : open };
      return logRow(text.includes('\n') ? { ...log, attributes: { [LINES_FIELD]: lineCount } } : log);
    };
    for await (const lines of groups) {
      const group: FileRow[] = [];
      for (const line of lines) {
        const before = joiner.opened;
        const event = joiner.push(line.text);
        if (event !== null) group.push(rowOf(event));
        if (joiner.opened !== before) open = line.bytes;
      }
      if (group.length > 0) yield group;
    }
    const last = joiner.flush();
    if (last !== null) yield [rowOf(last)];
  }
  return { header: null, groups: read() };
}

/** A JSON value a line (NDJSON); a line that is no log says why and leaves its neighbours alone. */
export function ndjsonRows(bytes: AsyncIterable<Buffer>, { source, now, limits }: ReadContext): FileRows {
  const limit = maxBytes(limits) * JSON_LINE_FACTOR;
  const rowOf = (line: Line): FileRow => {
    if (line.cut) return errorRow('line_too_long', `the JSON line is longer than ${String(limit)} bytes`);
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch (error) {
      return errorRow('invalid_json', `not valid JSON: ${error instanceof Error ? error.message : ''}`);
    }
    const result = rawLogFrom(value, now, source);
    return 'error' in result
      ? errorRow(result.error.code, result.error.detail)
      : logRow({ ...result.log, bytes: line.bytes });
  };
  async function* read(): AsyncGenerator<readonly FileRow[]> {
    for await (const lines of withoutMark(splitLines(bytes, limit))) {
      const group = lines.filter(({ text }) => text.trim() !== '').map(rowOf);
      if (group.length > 0) yield group;
    }
  }
  return { header: null, groups: read() };
}

/** UTF-8 needs at most three bytes for a UTF-16 unit. */
function maxBytes(limits: ReadLimits): number {
  return limits.lineLength * 3;
}
