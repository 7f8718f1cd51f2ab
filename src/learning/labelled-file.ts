import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError } from '../core/errors';
import { isObject } from '../core/json';
import type { FileFormat, ReadLimits } from '../parsing/files/file-row';
import { readBytes } from '../parsing/files/inflate';
import { logsOfDocument, parseJson, readDocument } from '../parsing/files/json-rows';
import { splitLines } from '../parsing/files/lines';
import { formatOfName, openRows, sourceOfName } from '../parsing/files/open-rows';
import { columnTitle, COLUMNS, LabelledTable, type LabelledRow } from './labelled-table';

const MIB = 1024 * 1024;

/** What is read of a file that its owner names: only the ratio tells a bomb. */
const OWN_FILE: ReadLimits = {
  lineLength: MIB,
  jsonBytes: 64 * MIB,
  inflatedBytes: Number.MAX_SAFE_INTEGER,
  inflateRatio: 1000,
};

export interface LabelledFile {
  readonly path: string;
  readonly format: FileFormat;
  /** As the sender calls it, for messages; the family of its rows, unless a column says otherwise. */
  readonly name: string;
}

/**
 * Reads labelled rows from a table (CSV, XLSX) or from JSON objects (NDJSON, or one document), each also packed.
 * @param maxRows more are refused
 * @throws InputError naming each bad row and what is wrong with it
 */
export async function readLabelled(
  { path, format, name }: LabelledFile,
  limits: ReadLimits = OWN_FILE,
  maxRows = Infinity,
): Promise<LabelledRow[]> {
  if (format === 'text') {
    throw new InputError('unsupported', 'no_labels', `${name}: lines of text have no labels; use CSV, XLSX or NDJSON`);
  }
  if (format === 'json' || format === 'ndjson') {
    const bytes = readBytes(path, /\.gz$/i.test(name), limits);
    const values = format === 'json' ? await objectsOf(bytes, limits) : readJsonLines(bytes, limits);
    return labelledObjects(values, name, sourceOfName(name), maxRows);
  }
  const { header, groups } = await openRows(path, format, { source: null, now: 0, limits, eventStart: null });
  const table = new LabelledTable(header ?? [], name, sourceOfName(name));
  for await (const group of groups) {
    for (const { error, cells } of group) {
      if (error === null && cells !== null) table.add(cells);
      else table.refuse(error?.detail ?? 'the row cannot be read');
    }
    checkCount(table.length, maxRows, name);
  }
  return table.rows();
}

/** The labelled rows of a file, or of all files of a folder in the order of their names. */
export async function readLabelledPath(path: string): Promise<LabelledRow[]> {
  const entry = await stat(path).catch(() => null);
  if (entry === null) throw new InputError('not_found', 'no_such_file', `${path}: no such file`);
  if (!entry.isDirectory()) return readNamed(path, formatOfName(path) ?? 'csv');
  const rows: LabelledRow[] = [];
  for (const name of (await readdir(path)).sort()) {
    const format = formatOfName(name);
    if (format !== null && format !== 'text') rows.push(...(await readNamed(join(path, name), format)));
  }
  return rows;
}

/** The labelled rows of JSON objects, whose keys are the names of the columns. */
export async function labelledObjects(
  values: Iterable<unknown> | AsyncIterable<unknown>,
  name: string,
  family: string,
  maxRows: number,
): Promise<LabelledRow[]> {
  const table = new LabelledTable(Object.keys(COLUMNS), name, family);
  for await (const value of values) {
    if (isObject(value)) table.add(cellsOf(value));
    else table.refuse('it is no JSON object');
    checkCount(table.length, maxRows, name);
  }
  return table.rows();
}

/** The values of an object in the order of the columns, under whichever of their names it has them. */
function cellsOf(value: Record<string, unknown>): string[] {
  const byTitle = new Map(Object.entries(value).map(([key, cell]) => [columnTitle(key), textOf(cell)]));
  return Object.values(COLUMNS).map((names) => names.map((name) => byTitle.get(name) ?? '').find(Boolean) ?? '');
}

function readNamed(path: string, format: FileFormat): Promise<LabelledRow[]> {
  return readLabelled({ path, format, name: basename(path) });
}

async function objectsOf(bytes: AsyncIterable<Buffer>, limits: ReadLimits): Promise<readonly unknown[]> {
  return logsOfDocument(parseJson(await readDocument(bytes, limits, 'send more rows as NDJSON, one a line')));
}

async function* readJsonLines(bytes: AsyncIterable<Buffer>, limits: ReadLimits): AsyncGenerator {
  for await (const lines of splitLines(bytes, limits.jsonBytes)) {
    for (const { text } of lines) if (text.trim() !== '') yield jsonOf(text);
  }
}

/** A line that is no JSON stays a text: it is refused then, like all that is no object, with its number. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

function checkCount(count: number, maxRows: number, name: string): void {
  if (count <= maxRows) return;
  throw new InputError(
    'too_large',
    'too_many_rows',
    `${name}: a training may have ${String(maxRows)} rows (MAX_TRAINING_ROWS)`,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
