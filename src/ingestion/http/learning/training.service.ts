import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { InputError } from '../../../core/errors';
import { isObject } from '../../../core/json';
import { labelledObjects, readLabelled } from '../../../learning/labelled-file';
import type { LabelledRow } from '../../../learning/labelled-table';
import { joinFeedback, readCorpusFolder } from '../../../learning/training-rows';
import { Trainings, type Training } from '../../../learning/trainings';
import { FeedbackRepository } from '../../../persistence/feedback.repository';
import { fileReading } from '../../../pipeline/file-reading';
import { contentType } from '../body-parsers';
import { readInput } from '../../../observability/read-input';
import { UploadService } from '../upload.service';
import { newTrainingSchema, trainingOptionsSchema, type TrainingOptions } from './model-schemas';

/** The family of rows that come in the body of a request and name none. */
const BODY_FAMILY = 'request';

/** Starts trainings from what a request brings. */
@Injectable()
export class TrainingService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly uploads: UploadService,
    private readonly feedback: FeedbackRepository,
    private readonly trainings: Trainings,
  ) {}

  /** @throws InputError naming each bad row, or when there is nothing to learn or another training runs */
  async start(request: FastifyRequest): Promise<Training> {
    const { own, options } = await this.read(request);
    const { name = null, promote, withCorpus, withFeedback } = options;
    this.trainings.check(name);
    const { corpusDir, maxRows } = this.config.learning;
    const corpus = withCorpus ? await readCorpusFolder(corpusDir) : [];
    const given = withFeedback ? await this.feedback.latest(maxRows) : [];
    const { rows, feedback } = joinFeedback([...own, ...corpus], given);
    if (rows.length === 0) {
      throw new InputError(
        'invalid',
        'no_rows',
        'there is nothing to learn: send rows or a file, or ask for the corpus',
      );
    }
    return this.trainings.start({
      rows,
      name,
      promote,
      options: { rows: own.length, corpus: corpus.length, feedback },
    });
  }

  private async read(request: FastifyRequest): Promise<{ own: LabelledRow[]; options: TrainingOptions }> {
    const { maxRows } = this.config.learning;
    const query = isObject(request.query) ? request.query : {};
    if (contentType(request) === 'application/json') {
      const body = isObject(request.body) ? { ...query, ...request.body } : request.body;
      const { rows, ...options } = readInput(newTrainingSchema, body, 'training');
      return { own: await labelledObjects(rows, 'rows', BODY_FAMILY, maxRows), options };
    }
    const upload = await this.uploads.receive(request, null);
    try {
      const options = readInput(trainingOptionsSchema, { ...query, ...upload.fields }, 'training');
      const { path, format, fileName } = upload;
      const file = { path, format, name: fileName ?? BODY_FAMILY };
      return { own: await readLabelled(file, fileReading(this.config).limits, maxRows), options };
    } finally {
      await this.uploads.discard(upload);
    }
  }
}
