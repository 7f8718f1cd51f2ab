import type { Line } from './lines';

const QUOTE = 34;
const NEWLINE = 10;
/** Physical lines one record may span: a quote that is not closed by then was never meant to be one. */
const MAX_RECORD_LINES = 200;

/** One logical record of a CSV file. */
export interface CsvRecord {
  /** Its text, with the line breaks that stand inside quotes. */
  readonly text: string;
  /** Physical line on which it starts, counted from 1. */
  readonly line: number;
  /** False when a quote opens in it and never closes; only its first line is in `text`. */
  readonly closed: boolean;
}

/**
 * Joins the lines of a CSV file into records. A quote that never closes costs the line it is on and no other: reading
 * goes on behind that line, where a parser of the whole file would swallow everything up to the next quote.
 */
export async function* csvRecords(
  groups: AsyncIterable<Line[]>,
  delimiter: string,
  maxLength: number,
): AsyncGenerator<CsvRecord[]> {
  let line = 0;
  let open: string[] = [];
  let length = 0;

  function* take(text: string): Generator<CsvRecord> {
    open.push(text);
    length += text.length;
    const record = open.length === 1 ? text : open.join('\n');
    const end = quotesAtEnd(record, delimiter);
    if (end === 'closed') {
      yield { text: record, line: line - open.length + 1, closed: true };
      open = [];
      length = 0;
    } else if (end === 'misplaced' || open.length >= MAX_RECORD_LINES || length > maxLength) {
      yield* giveUp();
    }
  }

  /** Reports the first open line as broken and reads the lines behind it again. */
  function* giveUp(): Generator<CsvRecord> {
    const [broken, ...again] = open;
    if (broken === undefined) return;
    yield { text: broken, line: line - open.length + 1, closed: false };
    open = [];
    length = 0;
    line -= again.length;
    for (const text of again) {
      line++;
      yield* take(text);
    }
  }

  for await (const lines of groups) {
    const records: CsvRecord[] = [];
    for (const { text } of lines) {
      line++;
      if (open.length === 0 && text.trim() === '') continue;
      records.push(...take(text));
    }
    if (records.length > 0) yield records;
  }
  const rest: CsvRecord[] = [];
  while (open.length > 0) rest.push(...giveUp());
  if (rest.length > 0) yield rest;
}

/**
 * How the quotes of a record stand at its end (RFC 4180): `open` means that it goes on in the next line. A quote that
 * closes lines later in front of ordinary text is `misplaced`: it is the opening quote of another field.
 */
function quotesAtEnd(text: string, delimiter: string): 'closed' | 'open' | 'misplaced' {
  const separator = delimiter.charCodeAt(0);
  let openedAt = -1;
  let fieldStart = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (openedAt >= 0) {
      if (code !== QUOTE) continue;
      const next = text.charCodeAt(i + 1);
      if (next === QUOTE) {
        i++;
      } else {
        const ends = Number.isNaN(next) || next === separator || next === NEWLINE;
        if (!ends && text.slice(openedAt, i).includes('\n')) return 'misplaced';
        openedAt = -1;
      }
    } else if (code === QUOTE && fieldStart) {
      openedAt = i;
      fieldStart = false;
    } else {
      fieldStart = code === separator;
    }
  }
  return openedAt < 0 ? 'closed' : 'open';
}
