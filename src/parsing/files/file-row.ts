import type { RawLog } from '../../core/log';
import type { RecordError } from '../../core/outcome';
import type { InflateLimits } from './inflate';

/** File formats that hold many logs. */
export const FILE_FORMATS = ['csv', 'xlsx', 'ndjson', 'json', 'text'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** One row of a file: a log, or why it is none. */
export interface FileRow {
  readonly log: RawLog | null;
  readonly error: RecordError | null;
  /** The row as it stood in a table, so that an answer can keep the input's own columns; null for other formats. */
  readonly cells: readonly string[] | null;
  /** `target_label`: the category a person gave the row; null when there is none. */
  readonly label: string | null;
}

/** A file opened for reading, row by row. Rows come in groups, because a promise a row would cost more than the row. */
export interface FileRows {
  /** Column names of a table, as written; null for formats without columns. */
  readonly header: readonly string[] | null;
  /** @throws InputError when the file as a whole cannot be read on. */
  readonly groups: AsyncIterable<readonly FileRow[]>;
}

/** Bounds on what one file may cost. */
export interface ReadLimits extends InflateLimits {
  /** Longest line in UTF-16 units; longer ones are cut and flagged. */
  readonly lineLength: number;
  /** Largest JSON document in bytes: it is the one format that must be held as a whole. */
  readonly jsonBytes: number;
}

export function logRow(log: RawLog, label: string | null = null, cells: readonly string[] | null = null): FileRow {
  return { log, error: null, cells, label };
}

export function errorRow(code: string, detail: string, cells: readonly string[] | null = null): FileRow {
  return { log: null, error: { code, detail }, cells, label: null };
}

/** What a reader must know besides the bytes. */
export interface ReadContext {
  /** Source for logs that name none. */
  readonly source: string | null;
  /** Epoch milliseconds; it completes times without a year. */
  readonly now: number;
  readonly limits: ReadLimits;
  /** Tells the first lines of logs in texts from those that go on; null: the lines themselves tell. */
  readonly eventStart: { test(line: string): boolean } | null;
  /** Told how many bytes of the file were read, as they are. */
  readonly onBytes?: (bytes: number) => void;
}
