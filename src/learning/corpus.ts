import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { InputError, messageOf } from '../core/errors';
import { LabelledTable, type LabelledRow } from './labelled-table';

export type { LabelledRow } from './labelled-table';

/**
 * Reads labelled rows from CSV text with a header line. Header names may differ in case and spaces; other columns
 * are ignored. Lines without a label are refused, not skipped.
 * @param name of the file, for messages
 * @param family of all rows when there is no such column
 * @throws InputError naming each bad row and what is wrong with it
 */
export function parseLabelledCsv(csv: Buffer | string, name: string, family: string | null = null): LabelledRow[] {
  let records: string[][];
  try {
    records = parse(csv, { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new InputError('invalid', 'csv_broken', `${name}: ${messageOf(error)}`);
  }
  const table = new LabelledTable(records.shift() ?? [], name, family);
  for (const record of records) table.add(record);
  return table.rows();
}

/** Reads one labelled CSV file; the family of its rows is the file's name unless a column says otherwise. */
function readLabelledFile(file: string): LabelledRow[] {
  return parseLabelledCsv(readFileSync(file), file, basename(file, '.csv'));
}

/** Reads every CSV file of a folder, in the order of their names. */
export function readCorpus(folder: string): LabelledRow[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort();
  return files.flatMap((file) => readLabelledFile(join(folder, file)));
}
