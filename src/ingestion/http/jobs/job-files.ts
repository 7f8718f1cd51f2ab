import { Inject, Injectable } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import type { RecordError } from '../../../core/outcome';
import { InputError } from '../../../core/errors';
import { FILE_FORMATS, type FileFormat } from '../../../parsing/files/file-row';
import { splitLines } from '../../../parsing/files/lines';
import { readBytes } from '../../../parsing/files/inflate';

const MAX_RESULT_LINE = 4_096;

/** What became of one row: the id of its stored log, or why there is none. */
export type RowResult = { readonly id: string } | { readonly error: RecordError };

/**
 * The folder of a job under DATA_DIR/jobs: `input` is the upload, `results` holds a line a row, in order. A result
 * line is an id or an error; the logs themselves are in the database, and are read from there.
 */
@Injectable()
export class JobFiles {
  private readonly folder: string;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.folder = resolve(config.server.dataDir, 'jobs');
  }

  input(jobId: string): string {
    return join(this.folder, jobId, 'input');
  }

  private results(jobId: string): string {
    return join(this.folder, jobId, 'results');
  }

  /** False when the files are on another machine or gone. */
  isHere(jobId: string): boolean {
    return existsSync(this.input(jobId));
  }

  /** Makes an uploaded file the input of a job. */
  async adopt(jobId: string, uploadPath: string): Promise<void> {
    await mkdir(join(this.folder, jobId), { recursive: true });
    await rename(uploadPath, this.input(jobId));
  }

  async delete(jobId: string): Promise<void> {
    await rm(join(this.folder, jobId), { recursive: true, force: true });
  }

  /**
   * Writes result lines at `offset` and returns the length of the file then. What a crash left beyond `offset` was
   * never committed and is cut off.
   */
  async writeResults(jobId: string, offset: number, results: readonly RowResult[]): Promise<number> {
    const lines = results.map((result) => ('id' in result ? result.id : JSON.stringify(result.error))).join('\n');
    const bytes = Buffer.from(`${lines}\n`);
    const file = await open(this.results(jobId), existsSync(this.results(jobId)) ? 'r+' : 'w+');
    try {
      await file.truncate(offset);
      await file.write(bytes, 0, bytes.length, offset);
      await file.datasync();
    } finally {
      await file.close();
    }
    return offset + bytes.length;
  }

  /** The result lines in groups, in the order of the rows. */
  async *readResults(jobId: string): AsyncGenerator<RowResult[]> {
    const limits = { inflatedBytes: 0, inflateRatio: 0 };
    for await (const lines of splitLines(readBytes(this.results(jobId), false, limits), MAX_RESULT_LINE)) {
      yield lines.map(({ text }) => (text.startsWith('{') ? { error: JSON.parse(text) as RecordError } : { id: text }));
    }
  }
}

/** The format of a job's input. */
export function formatOf(job: { readonly id: string; readonly format: string }): FileFormat {
  const format = FILE_FORMATS.find((known) => known === job.format);
  if (format === undefined)
    throw new InputError('unprocessable', 'unknown_format', `job ${job.id} is of the unknown format "${job.format}"`);
  return format;
}
