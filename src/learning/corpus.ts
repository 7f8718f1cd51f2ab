import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { InputError, messageOf, type InputIssue } from '../core/errors';
import { TRIAGES, type Triage } from '../core/verdict';

/** A log line with the answer a person gave. */
export interface LabelledRow {
  readonly message: string;
  readonly category: string;
  /** Null when the file does not say. */
  readonly triage: Triage | null;
  /** 1–10; null when the file does not say. */
  readonly severity: number | null;
  /** The software it comes from; rows of one family are never split between training and evaluation. */
  readonly family: string | null;
}

/** Names a column may have, the first one that a file has counts. */
const COLUMNS = {
  message: ['message', 'log_message'],
  category: ['category', 'target_label'],
  triage: ['triage'],
  severity: ['severity'],
  family: ['family'],
} as const;
type Column = keyof typeof COLUMNS;

/** Problems named in one error; a file with the wrong separator would name thousands. */
const MAX_ISSUES = 20;

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
  const header = (records.shift() ?? []).map((title) => title.trim().toLowerCase().replaceAll(' ', '_'));
  const columns = new Map<Column, number>();
  for (const [column, names] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const index = names.map((title) => header.indexOf(title)).find((found) => found >= 0);
    if (index !== undefined) columns.set(column, index);
    else if (column === 'message' || column === 'category') {
      throw new InputError('invalid', 'column_missing', `${name}: no column ${names.join(' or ')}`);
    }
  }

  const issues: InputIssue[] = [];
  const rows = records.map((record, index) => {
    const value = (column: Column): string => record[columns.get(column) ?? -1]?.trim() ?? '';
    const refuse = (detail: string): void => {
      if (issues.length < MAX_ISSUES) issues.push({ where: `row ${String(index + 1)}`, detail });
    };
    if (value('message') === '') refuse('the message is empty');
    if (value('category') === '') refuse('the label is empty');
    return {
      message: value('message'),
      category: value('category'),
      triage: triageOf(value('triage'), refuse),
      severity: severityOf(value('severity'), refuse),
      family: value('family') || family,
    };
  });
  if (issues.length > 0) {
    const list = issues.map(({ where, detail }) => `${where}: ${detail}`).join('; ');
    throw new InputError('invalid', 'rows_invalid', `${name}: ${list}`, issues);
  }
  return rows;
}

/** Reads one labelled CSV file; the family of its rows is the file's name unless a column says otherwise. */
export function readLabelledFile(file: string): LabelledRow[] {
  return parseLabelledCsv(readFileSync(file), file, basename(file, '.csv'));
}

/** Reads every CSV file of a folder, in the order of their names. */
export function readCorpus(folder: string): LabelledRow[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort();
  return files.flatMap((file) => readLabelledFile(join(folder, file)));
}

function triageOf(value: string, refuse: (detail: string) => void): Triage | null {
  if (value === '') return null;
  const triage = TRIAGES.find((known) => known === value.toLowerCase());
  if (triage === undefined) refuse(`triage "${value}" is none of ${TRIAGES.join(', ')}`);
  return triage ?? null;
}

function severityOf(value: string, refuse: (detail: string) => void): number | null {
  if (value === '') return null;
  const severity = Number(value);
  if (Number.isInteger(severity) && severity >= 1 && severity <= 10) return severity;
  refuse(`severity "${value}" is no whole number from 1 to 10`);
  return null;
}
