import { InputError, type InputIssue } from '../core/errors';
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

/** Longest name of a category: it is a column, a metrics label and a word on a screen. */
export const MAX_CATEGORY = 100;

/** Names a column may have, the first one that a table has counts. */
export const COLUMNS = {
  message: ['message', 'log_message'],
  category: ['category', 'target_label'],
  triage: ['triage'],
  severity: ['severity'],
  family: ['family'],
} as const;
type Column = keyof typeof COLUMNS;

/** Problems named in one error; a file with the wrong separator would name thousands. */
const MAX_ISSUES = 20;

/** `Target Label ` and `target_label` are the same column. */
export function columnTitle(title: string): string {
  return title.trim().toLowerCase().replaceAll(' ', '_');
}

/**
 * Gathers labelled rows from a table with a header, whatever it was read from. Header names may differ in case and
 * spaces; other columns are ignored. Rows without a label are refused, not skipped.
 */
export class LabelledTable {
  private readonly columns = new Map<Column, number>();
  private readonly good: LabelledRow[] = [];
  private readonly issues: InputIssue[] = [];
  private count = 0;

  /**
   * @param name of the file, for messages
   * @param family of all rows when there is no such column
   * @throws InputError when a column is missing that must be there
   */
  constructor(
    header: readonly string[],
    private readonly name: string,
    private readonly family: string | null,
  ) {
    const titles = header.map(columnTitle);
    for (const [column, names] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
      const index = names.map((title) => titles.indexOf(title)).find((found) => found >= 0);
      if (index !== undefined) this.columns.set(column, index);
      else if (column === 'message' || column === 'category') {
        throw new InputError('invalid', 'column_missing', `${name}: no column ${names.join(' or ')}`);
      }
    }
  }

  /** Rows so far, bad ones included. */
  get length(): number {
    return this.count;
  }

  /** Takes the cells of one row, in the order of the header. */
  add(cells: readonly string[]): void {
    this.count++;
    const value = (column: Column): string => cells[this.columns.get(column) ?? -1]?.trim() ?? '';
    const category = value('category');
    if (value('message') === '') this.complain('the message is empty');
    if (category === '') this.complain('the label is empty');
    if (category.length > MAX_CATEGORY) {
      this.complain(`the label has ${String(category.length)} characters; it may have ${String(MAX_CATEGORY)}`);
    }
    this.good.push({
      message: value('message'),
      category,
      triage: this.triageOf(value('triage')),
      severity: this.severityOf(value('severity')),
      family: value('family') || this.family,
    });
  }

  /** Takes note of a row that could not even be read. */
  refuse(detail: string): void {
    this.count++;
    this.complain(detail);
  }

  /** @throws InputError naming each bad row and what is wrong with it */
  rows(): LabelledRow[] {
    if (this.issues.length === 0) return this.good;
    const list = this.issues.map(({ where, detail }) => `${where}: ${detail}`).join('; ');
    throw new InputError('invalid', 'rows_invalid', `${this.name}: ${list}`, this.issues);
  }

  private complain(detail: string): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ where: `row ${String(this.count)}`, detail });
  }

  private triageOf(value: string): Triage | null {
    if (value === '') return null;
    const triage = TRIAGES.find((known) => known === value.toLowerCase());
    if (triage === undefined) this.complain(`triage "${value}" is none of ${TRIAGES.join(', ')}`);
    return triage ?? null;
  }

  private severityOf(value: string): number | null {
    if (value === '') return null;
    const severity = Number(value);
    if (Number.isInteger(severity) && severity >= 1 && severity <= 10) return severity;
    this.complain(`severity "${value}" is no whole number from 1 to 10`);
    return null;
  }
}
