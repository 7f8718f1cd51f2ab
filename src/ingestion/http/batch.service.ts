import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../config/config';
import { APP_CONFIG } from '../../config/config.module';
import type { LimitsConfig } from '../../config/limits.config';
import { InputError } from '../../core/errors';
import type { FileRow } from '../../parsing/files/file-row';
import { jsonRow, logsOfDocument } from '../../parsing/files/json-rows';
import { openRows } from '../../parsing/files/open-rows';
import { fileReading, type FileReading } from '../../pipeline/file-reading';
import { addToSummary, emptySummary, RowBatch, type Answer, type Summary } from '../../pipeline/row-batch';
import { Intake } from '../intake';
import type { Upload } from './upload.service';

/** Rows answered at once, with what is needed to write the answer. */
export interface AnsweredRows {
  readonly header: readonly string[] | null;
  readonly rows: readonly FileRow[];
  readonly answers: readonly Answer[];
  readonly summary: Summary;
}

/** The rows of an upload, or `tooMany` when there are more than are answered at once. */
export type UploadRows =
  { readonly header: readonly string[] | null; readonly rows: FileRow[] } | { readonly tooMany: true };

/** Answers batches that are small enough to be answered at once. */
@Injectable()
export class BatchService {
  private readonly limits: LimitsConfig;
  private readonly reading: FileReading;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly intake: Intake,
  ) {
    this.limits = config.limits;
    this.reading = fileReading(config);
  }

  /**
   * The rows of a JSON body.
   * @throws InputError when it is no batch, is empty or has too many logs
   */
  rowsOfJson(body: unknown, source: string | null): FileRow[] {
    const logs = logsOfDocument(body);
    if (logs.length === 0) throw emptyBatch();
    if (logs.length > this.limits.batchRows) {
      throw new InputError(
        'too_large',
        'too_many_logs',
        `a JSON batch may have ${String(this.limits.batchRows)} logs, this one has ${String(logs.length)}; send it as NDJSON or a file to get a job`,
      );
    }
    const now = Date.now();
    return logs.map((log) => jsonRow(log, now, source));
  }

  /** Reads an upload as long as its rows can be answered at once. */
  async rowsOfUpload(upload: Upload): Promise<UploadRows> {
    const context = { source: upload.source, now: Date.now(), ...this.reading };
    const { header, groups } = await openRows(upload.path, upload.format, context);
    const rows: FileRow[] = [];
    for await (const group of groups) {
      rows.push(...group);
      if (rows.length > this.limits.batchRows) return { tooMany: true };
    }
    if (rows.length === 0) throw emptyBatch();
    return { header, rows };
  }

  /** Classifies and stores rows in one transaction; one answer a row, in order. */
  async answer(rows: readonly FileRow[], header: readonly string[] | null = null): Promise<AnsweredRows> {
    const started = performance.now();
    const rowBatch = new RowBatch(rows, 'http', this.limits.lineBytes);
    await this.intake.submit(rowBatch.batch);
    const answers = rowBatch.answers();
    const summary = emptySummary();
    addToSummary(summary, answers);
    summary.durationMs = Math.round((performance.now() - started) * 100) / 100;
    return { header, rows, answers, summary };
  }
}

function emptyBatch(): InputError {
  return new InputError('invalid', 'empty_batch', 'the batch has no logs');
}
