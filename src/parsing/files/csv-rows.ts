import { parse } from 'csv-parse/sync';
import { InputError, messageOf } from '../../core/errors';
import { csvRecords, type CsvRecord } from './csv-records';
import { errorRow, type FileRow, type FileRows, type ReadContext } from './file-row';
import { splitLines, type Line } from './lines';
import { TableReader } from './table';

const DELIMITERS = [',', ';', '\t', '|'];
/** A row holds more than its message; bytes, quotes and escapes come on top. */
const ROW_TO_LINE = 6;

/** Reads CSV (RFC 4180; comma, semicolon, tab or pipe, told by the header line). A broken row ends nothing but itself. */
export async function csvRows(bytes: AsyncIterable<Buffer>, { source, now, limits }: ReadContext): Promise<FileRows> {
  const maxLength = limits.lineLength * ROW_TO_LINE;
  const { delimiter, lines } = await sniffDelimiter(splitLines(bytes, maxLength));
  const records = csvRecords(lines, delimiter, maxLength);
  const first = await records.next();
  const header = first.done === true ? undefined : first.value[0];
  if (first.done === true || header === undefined) {
    throw new InputError('unprocessable', 'empty_file', 'the CSV file has no header row');
  }
  const table = new TableReader(cellsOf(header, delimiter), source, now);

  async function* groups(): AsyncGenerator<readonly FileRow[]> {
    const rest = (first.value as CsvRecord[]).slice(1);
    if (rest.length > 0) yield toRows(rest, delimiter, table);
    for await (const group of records) yield toRows(group, delimiter, table);
  }
  return { header: table.header, groups: groups() };
}

function toRows(records: readonly CsvRecord[], delimiter: string, table: TableReader): FileRow[] {
  return records.map((record) => {
    if (!record.closed) {
      return errorRow('quote_not_closed', `line ${String(record.line)}: a quote opens and never closes`);
    }
    return table.row(cellsOf(record, delimiter));
  });
}

function cellsOf(record: CsvRecord, delimiter: string): string[] {
  // Most records have no quotes, and then there is nothing to parse.
  if (!record.text.includes('"')) return record.text.split(delimiter);
  try {
    const options = { delimiter, relax_quotes: true, relax_column_count: true };
    const rows: string[][] = parse(record.text, options);
    return rows[0] ?? [];
  } catch (error) {
    throw new InputError('unprocessable', 'broken_csv', `line ${String(record.line)}: ${messageOf(error)}`);
  }
}

/** Looks at the header line, then gives all lines again, without the byte order mark. */
async function sniffDelimiter(
  groups: AsyncGenerator<Line[]>,
): Promise<{ delimiter: string; lines: AsyncGenerator<Line[]> }> {
  const first = await groups.next();
  const [head, ...others] = first.done === true ? [] : first.value;
  const header = head?.text.replace(/^\uFEFF/, '') ?? '';
  const count = (char: string): number => header.split(char).length;
  const delimiter = DELIMITERS.reduce((best, char) => (count(char) > count(best) ? char : best));
  async function* replay(): AsyncGenerator<Line[]> {
    if (head !== undefined) yield [{ ...head, text: header }, ...others];
    yield* groups;
  }
  return { delimiter, lines: replay() };
}
