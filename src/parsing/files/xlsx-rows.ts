import { statSync } from 'node:fs';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { InputError, messageOf } from '../../core/errors';
import type { FileRow, FileRows, ReadContext } from './file-row';
import { checkInflation, type InflateLimits } from './inflate';
import { TableReader } from './table';
import { readDateStyles, readRelations, readSharedStrings, readWorkbook, type XmlText } from './xlsx-parts';
import { SheetParser } from './xlsx-sheet';

const MAX_ENTRIES = 1_000;

/** The parts of an open workbook; unpacked bytes of all of them count against one limit. */
class Archive {
  private readonly entries = new Map<string, Entry>();
  private inflated = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly packedBytes: number,
    private readonly limits: InflateLimits,
  ) {}

  static async open(path: string, context: ReadContext): Promise<Archive> {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: true });
    const archive = new Archive(zip, statSync(path).size, context.limits);
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        archive.entries.set(entry.fileName, entry);
        if (archive.entries.size > MAX_ENTRIES) reject(new Error(`more than ${String(MAX_ENTRIES)} parts`));
        else zip.readEntry();
      });
      zip.readEntry();
    });
    return archive;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The text of one part, as it unpacks. */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`the part ${name} is missing`);
    const decoder = new TextDecoder('utf-8');
    const stream = await this.zip.openReadStreamPromise(entry);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.inflated += chunk.length;
        checkInflation(this.inflated, this.packedBytes, this.limits);
        yield decoder.decode(chunk, { stream: true });
      }
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }
}

/** Reads the first sheet of an Excel workbook, streaming; its first row names the columns. */
export async function xlsxRows(path: string, context: ReadContext): Promise<FileRows> {
  let archive: Archive | null = null;
  try {
    archive = await Archive.open(path, context);
    const rows = sheetRows(await openSheet(archive), archive);
    const first = await rows.next();
    if (first.done === true) throw new InputError('unprocessable', 'empty_file', 'the sheet has no header row');
    const table = new TableReader(trimEnd(first.value[0] ?? []), context.source, context.now);
    return { header: table.header, groups: groups(table, first.value.slice(1), rows) };
  } catch (error) {
    archive?.close();
    throw asInputError(error);
  }
}

async function openSheet(archive: Archive): Promise<{ parser: SheetParser; xml: XmlText }> {
  const workbook = await readWorkbook(archive.text('xl/workbook.xml'));
  const relations = await readRelations(archive.text('xl/_rels/workbook.xml.rels'));
  const sheet = relations.get(workbook.firstSheet);
  if (sheet === undefined) throw new Error('the workbook has no sheet');
  const parser = new SheetParser({
    strings: archive.has('xl/sharedStrings.xml') ? await readSharedStrings(archive.text('xl/sharedStrings.xml')) : [],
    dateStyles: archive.has('xl/styles.xml') ? await readDateStyles(archive.text('xl/styles.xml')) : [],
    date1904: workbook.date1904,
  });
  return { parser, xml: archive.text(sheet) };
}

/** Non-empty rows of the sheet in groups; closes the archive at the end. */
async function* sheetRows(sheet: { parser: SheetParser; xml: XmlText }, archive: Archive): AsyncGenerator<string[][]> {
  try {
    for await (const text of sheet.xml) {
      const rows = sheet.parser.push(text).filter((cells) => cells.some((cell) => cell !== ''));
      if (rows.length > 0) yield rows;
    }
    sheet.parser.end();
  } finally {
    archive.close();
  }
}

async function* groups(
  table: TableReader,
  first: string[][],
  rest: AsyncIterable<string[][]>,
): AsyncGenerator<readonly FileRow[]> {
  if (first.length > 0) yield first.map((cells) => table.row(fit(cells, table.header.length)));
  try {
    for await (const rows of rest) yield rows.map((cells) => table.row(fit(cells, table.header.length)));
  } catch (error) {
    throw asInputError(error);
  }
}

/** Sheets leave out empty cells at the end of a row. */
function fit(cells: readonly string[], length: number): string[] {
  const trimmed = trimEnd(cells);
  while (trimmed.length < length) trimmed.push('');
  return trimmed;
}

function trimEnd(cells: readonly string[]): string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === '') end--;
  return Array.from(cells.slice(0, end), (cell) => cell);
}

function asInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  return new InputError(
    'unprocessable',
    'broken_xlsx',
    `the file is not a readable .xlsx workbook: ${messageOf(error)}`,
  );
}
