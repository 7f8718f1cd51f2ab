import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { InputError } from '../../../core/errors';
import { rawLine } from '../../../core/record';
import { uuid7 } from '../../../core/uuid7';
import { Metrics } from '../../../observability/metrics';
import { FeedbackRepository, type Feedback } from '../../../persistence/feedback.repository';
import { LogRepository } from '../../../persistence/log.repository';
import { UNDERSTANDING } from '../../../pipeline/pipeline.module';
import { PipelineRunner } from '../../../pipeline/runner';
import { openEntries } from '../../../pipeline/step';
import { parseStep } from '../../../pipeline/steps/parse.step';
import { redactStep } from '../../../pipeline/steps/redact.step';
import type { OpenUnderstanding } from '../../../pipeline/understanding';
import type { feedbackSchema, givenFeedbackSchema, NewFeedback } from './feedback-schemas';

type FeedbackJson = z.output<typeof feedbackSchema>;
type Judged = Pick<Feedback, 'logId' | 'message' | 'answeredCategory' | 'modelVersion'>;

/** Takes what people say about answers. */
@Injectable()
export class FeedbackService {
  private readonly reader: PipelineRunner;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding,
    private readonly logs: LogRepository,
    private readonly repository: FeedbackRepository,
    private readonly metrics: Metrics,
  ) {
    const { parsers, redactor } = understanding;
    this.reader = new PipelineRunner([parseStep(parsers), redactStep(redactor)]);
  }

  /** @throws InputError when there is no such log, or the text is too long */
  async add(given: NewFeedback): Promise<z.output<typeof givenFeedbackSchema>> {
    const { logId, message = '', category, triage = null, severity = null, note, who = null } = given;
    const judged = logId === undefined ? await this.readText(message) : await this.findLog(logId);
    const createdAt = Date.now();
    const feedback: Feedback = {
      id: uuid7(createdAt),
      createdAt,
      ...judged,
      category,
      triage,
      severity,
      note: note === undefined ? null : this.understanding.redactor.text(note),
      author: who,
    };
    await this.repository.add(feedback);
    this.count(feedback);
    const labels = this.understanding.models?.manifest?.labels ?? [];
    return { ...feedbackJson(feedback), known: labels.includes(category) };
  }

  /** Newest first. */
  async page(cursor: string | null, limit: number): Promise<{ feedback: FeedbackJson[]; next: string | null }> {
    const { feedback, next } = await this.repository.page(cursor, limit);
    return { feedback: feedback.map(feedbackJson), next };
  }

  private async findLog(logId: string): Promise<Judged> {
    const log = await this.logs.find(logId);
    if (log === null) throw new InputError('not_found', 'unknown_log', `no log has the id ${logId}`);
    const { category, modelVersion } = log.verdict;
    return { logId, message: log.message, answeredCategory: category, modelVersion };
  }

  /** Reads a text as it would be read in a log: without its header, and without secrets. */
  private async readText(text: string): Promise<Judged> {
    const { lineBytes } = this.config.limits;
    const bad = (detail: string): InputError =>
      new InputError('invalid', 'bad_feedback', `message: ${detail}`, [{ where: 'message', detail }]);
    if (text.trim() === '') throw bad('must not be empty');
    if (text.length > lineBytes) throw bad(`must have at most ${String(lineBytes)} characters (MAX_LINE)`);
    const entries = openEntries([rawLine(text, null)], Date.now(), lineBytes);
    await this.reader.run({ origin: 'feedback', entries, recordsOf: null, keep: 'all', checkpoint: null });
    const message = entries[0]?.log.message ?? '';
    return { logId: null, message, answeredCategory: null, modelVersion: null };
  }

  private count({ category, answeredCategory, modelVersion }: Feedback): void {
    const role = modelVersion === null ? null : this.understanding.models?.roleOf(modelVersion);
    const result = answeredCategory === null ? 'unasked' : answeredCategory === category ? 'agreed' : 'corrected';
    this.metrics.feedback.inc({ role: role ?? 'none', result });
  }
}

/** In the order in which the schema tells of them. */
function feedbackJson(feedback: Feedback): FeedbackJson {
  const { id, createdAt, logId, message, category, triage, severity, note, author } = feedback;
  const { answeredCategory, modelVersion } = feedback;
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    logId,
    message,
    category,
    triage,
    severity,
    note,
    who: author,
    answeredCategory,
    modelVersion,
  };
}
