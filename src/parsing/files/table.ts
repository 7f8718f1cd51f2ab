import { cleanFields } from '../../core/fields';
import { InputError } from '../../core/errors';
import { parseTimestamp } from '../../core/timestamp';
import { errorRow, logRow, type FileRow } from './file-row';

const MESSAGE = ['message', 'log_message', 'log', 'msg', 'text', 'line'];
const SOURCE = ['source', 'service', 'app', 'host', 'logger'];
const TIME = ['timestamp', 'time', 'date', 'datetime', '@timestamp', 'ts'];
const LEVEL = ['level', 'log_level', 'loglevel'];
const LABEL = ['target_label'];

/** `Log Message ` and `log-message` are the same column. */
function normalise(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** Knows which column of a table means what, and turns its rows into logs. */
export class TableReader {
  private readonly message: number;
  private readonly source: number;
  private readonly time: number;
  private readonly level: number;
  private readonly label: number;
  private readonly others: readonly number[];

  /**
   * @param header column names as written
   * @throws InputError when no column can be the message
   */
  constructor(
    readonly header: readonly string[],
    private readonly defaultSource: string | null,
    private readonly now: number,
  ) {
    const names = header.map(normalise);
    const find = (wanted: readonly string[]): number =>
      wanted.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1;
    this.message = find(MESSAGE);
    this.source = find(SOURCE);
    this.time = find(TIME);
    this.level = find(LEVEL);
    this.label = find(LABEL);
    const used = new Set([this.message, this.source, this.time, this.level, this.label]);
    this.others = names.map((_, index) => index).filter((index) => !used.has(index) && names[index] !== '');
    if (this.message < 0) {
      throw new InputError(
        'unprocessable',
        'missing_message_column',
        `the table has no message column; its columns are ${header.map((name) => `"${name}"`).join(', ')}, ` +
          `and one of ${MESSAGE.join(', ')} is needed`,
      );
    }
  }

  /** Turns one row into a log; a row that is none says why. */
  row(cells: readonly string[]): FileRow {
    if (cells.length !== this.header.length) {
      return errorRow(
        'wrong_cell_count',
        `the row has ${String(cells.length)} cells, the header has ${String(this.header.length)}`,
        cells,
      );
    }
    const message = cells[this.message] ?? '';
    if (message.trim() === '') {
      return errorRow('empty_message', `the column "${this.header[this.message] ?? ''}" is empty`, cells);
    }
    const extra: Record<string, string> = {};
    for (const index of this.others) {
      const cell = cells[index] ?? '';
      if (cell !== '') extra[this.header[index]?.trim() ?? ''] = cell;
    }
    const time = cells[this.time]?.trim() ?? '';
    const timestamp = time === '' ? null : parseTimestamp(time, this.now);
    // Tables write dates in many ways: one we cannot read is no reason to lose the log, so it stays as a field.
    if (time !== '' && timestamp === null) extra[this.header[this.time]?.trim() ?? ''] = time;
    const cleaned = cleanFields(extra);
    if ('problem' in cleaned) return errorRow(cleaned.problem.code, cleaned.problem.detail, cells);
    const { fields } = cleaned;
    const log = {
      message,
      source: textOf(cells[this.source]),
      defaultSource: this.defaultSource,
      timestamp,
      level: textOf(cells[this.level]),
      attributes: Object.keys(fields).length === 0 ? null : fields,
      bytes: null,
    };
    return logRow(log, textOf(cells[this.label]), cells);
  }
}

function textOf(cell: string | undefined): string | null {
  const text = cell?.trim() ?? '';
  return text === '' ? null : text;
}
