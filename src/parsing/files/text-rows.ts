import { rawLine } from '../../core/record';
import { rawLogFrom } from '../raw-log';
import { errorRow, logRow, type FileRow, type FileRows, type ReadLimits, type ReadContext } from './file-row';
import { splitLines, type Line } from './lines';

/** A JSON line may be longer than a text line: it is cut only after parsing. */
const JSON_LINE_FACTOR = 16;

function rows(groups: AsyncIterable<Line[]>, toRow: (line: Line) => FileRow): FileRows {
  async function* read(): AsyncGenerator<readonly FileRow[]> {
    let first = true;
    for await (const lines of groups) {
      const group: FileRow[] = [];
      for (const line of lines) {
        const clean = first && line.text.startsWith('\uFEFF') ? { ...line, text: line.text.slice(1) } : line;
        first = false;
        if (clean.text.trim() !== '') group.push(toRow(clean));
      }
      if (group.length > 0) yield group;
    }
  }
  return { header: null, groups: read() };
}

/** A log a line; blank lines are skipped. */
export function textRows(bytes: AsyncIterable<Buffer>, { source, limits }: ReadContext): FileRows {
  // One unit more than the limit, so that the record is seen to be too long and gets cut and flagged.
  return rows(splitLines(bytes, maxBytes(limits) + 1), (line) =>
    logRow({ ...rawLine(line.text, source), bytes: line.bytes }),
  );
}

/** A JSON value a line (NDJSON); a line that is no log says why and leaves its neighbours alone. */
export function ndjsonRows(bytes: AsyncIterable<Buffer>, { source, now, limits }: ReadContext): FileRows {
  const limit = maxBytes(limits) * JSON_LINE_FACTOR;
  return rows(splitLines(bytes, limit), (line) => {
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
  });
}

/** UTF-8 needs at most three bytes for a UTF-16 unit. */
function maxBytes(limits: ReadLimits): number {
  return limits.lineLength * 3;
}
