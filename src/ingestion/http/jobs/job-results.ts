import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { InputError } from '../../../core/errors';
import type { ClassifiedLog } from '../../../core/log';
import type { RecordError } from '../../../core/outcome';
import type { FileRow } from '../../../parsing/files/file-row';
import { openRows } from '../../../parsing/files/open-rows';
import type { Job } from '../../../persistence/job.repository';
import { LogRepository } from '../../../persistence/log.repository';
import { answerJson, CsvAnswers } from '../../../pipeline/answer-formats';
import { addToSummary, emptySummary, type Answer } from '../../../pipeline/row-batch';
import type { AnswerFormat } from '../answer-writer';
import { fileReading } from '../../../pipeline/file-reading';
import { formatOf, JobFiles, type RowResult } from './job-files';

const GONE: RecordError = {
  code: 'not_stored',
  detail: 'the log could not be kept (see dead letters), or its day has been dropped by retention',
};

/** Streams the answers of a finished job out of the database, in the order of the rows. */
@Injectable()
export class JobResults {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly files: JobFiles,
    private readonly logs: LogRepository,
  ) {}

  /** @throws InputError while the job is not done, or when its files are on another machine */
  stream(job: Job, format: AnswerFormat): AsyncGenerator<string> {
    if (job.state !== 'done') {
      throw new InputError(
        'conflict',
        'job_not_done',
        `the job is ${job.state}; its result can be had when it is done`,
      );
    }
    if (!this.files.isHere(job.id)) {
      throw new InputError('not_found', 'result_elsewhere', 'the files of this job are not on this machine');
    }
    switch (format) {
      case 'csv':
        return this.csv(job);
      case 'ndjson':
        return this.ndjson(job);
      case 'json':
        return this.json(job);
    }
  }

  private async *answers(job: Job): AsyncGenerator<Answer[]> {
    for await (const results of this.files.readResults(job.id)) {
      const logs = await this.logs.findMany(results.flatMap((result) => ('id' in result ? [result.id] : [])));
      yield results.map((result) => toAnswer(result, logs));
    }
  }

  private async *ndjson(job: Job): AsyncGenerator<string> {
    let index = 0;
    for await (const group of this.answers(job)) {
      yield group.map((answer) => `${JSON.stringify(answerJson(answer, index++))}\n`).join('');
    }
  }

  private async *json(job: Job): AsyncGenerator<string> {
    const summary = emptySummary();
    let index = 0;
    yield '{"results":[';
    for await (const group of this.answers(job)) {
      const separator = index === 0 ? '' : ',';
      yield separator + group.map((answer) => JSON.stringify(answerJson(answer, index++))).join(',');
      addToSummary(summary, group);
    }
    summary.durationMs = (job.finishedAt ?? 0) - (job.startedAt ?? job.createdAt);
    yield `],"summary":${JSON.stringify(summary)}}`;
  }

  private async *csv(job: Job): AsyncGenerator<string> {
    const context = { source: job.source, now: job.createdAt, ...fileReading(this.config) };
    const { header, groups } = await openRows(this.files.input(job.id), formatOf(job), context);
    const csv = new CsvAnswers(header);
    yield csv.header();
    const rows = groups[Symbol.asyncIterator]();
    let group: readonly FileRow[] = [];
    let at = 0;
    for await (const answers of this.answers(job)) {
      const lines: string[] = [];
      for (const answer of answers) {
        if (at === group.length) {
          group = (await rows.next()).value as readonly FileRow[];
          at = 0;
        }
        const row = group[at++];
        if (row !== undefined) lines.push(csv.row(row, answer));
      }
      yield lines.join('');
    }
  }
}

function toAnswer(result: RowResult, logs: ReadonlyMap<string, ClassifiedLog>): Answer {
  if ('error' in result) return result;
  const log = logs.get(result.id);
  return log === undefined ? { error: GONE } : { log };
}
