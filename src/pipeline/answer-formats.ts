import { toJson, type ClassifiedLogJson } from '../core/log';
import type { RecordError } from '../core/outcome';
import type { FileRow } from '../parsing/files/file-row';
import type { Answer } from './row-batch';

/** Columns that a CSV answer adds to the input's own. */
const ADDED = [
  'target_label',
  'category',
  'severity',
  'triage',
  'confidence',
  'decided_by',
  'suggestion',
  'log_id',
  'error',
] as const;

/** The JSON of an answer: the classified log, or the row's index (0 for the first) with its error. */
export type AnswerJson = ClassifiedLogJson | { readonly index: number; readonly error: RecordError };

export function answerJson(answer: Answer, index: number): AnswerJson {
  return 'error' in answer ? { index, error: answer.error } : toJson(answer.log);
}

const OURS = new Set<string>(ADDED.filter((name) => name !== 'target_label'));

/** Writes CSV answers: the input's own columns first, then ours. */
export class CsvAnswers {
  private readonly ownLabel: boolean;
  private readonly columns: readonly string[];

  /** @param header columns of the input, or null when it was no table. */
  constructor(header: readonly string[] | null) {
    this.columns = header ?? ['timestamp', 'source', 'message'];
    this.ownLabel = this.columns.some((name) => nameOf(name) === 'target_label');
  }

  header(): string {
    // Two columns of one name would hide each other, so an input that has ours (an earlier answer) keeps them as
    // `input_…`. Its `target_label` is a person's word: that column stays theirs, ours is `category`.
    const own = this.columns.map((name) => (OURS.has(nameOf(name)) ? `input_${name.trim()}` : name));
    return csvLine([...own, ...ADDED.filter((name) => name !== 'target_label' || !this.ownLabel)]);
  }

  row(row: FileRow, answer: Answer): string {
    const log = 'log' in answer ? answer.log : null;
    const verdict = log?.verdict;
    const own =
      row.cells ??
      (log === null
        ? ['', '', row.log?.message ?? '']
        : [new Date(log.timestamp).toISOString(), log.source, log.message]);
    const fitted = this.columns.map((_, i) => own[i] ?? '');
    const added = [
      ...(this.ownLabel ? [] : [verdict?.category ?? '']),
      verdict?.category ?? '',
      verdict?.severity ?? '',
      verdict?.triage ?? '',
      verdict === undefined ? '' : Number(verdict.confidence.toFixed(4)),
      verdict?.decidedBy ?? '',
      verdict?.suggestion ?? '',
      log?.id ?? '',
      'error' in answer ? `${answer.error.code}: ${answer.error.detail}` : '',
    ];
    return csvLine([...fitted, ...added]);
  }
}

function nameOf(column: string): string {
  return column.trim().toLowerCase();
}

function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`;
}

/**
 * One RFC 4180 cell. A text that a spreadsheet would run as a formula gets an apostrophe in front: log lines are
 * written by strangers.
 */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
