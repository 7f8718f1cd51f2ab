import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from '../../core/errors';
import { toJson, type ClassifiedLogJson } from '../../core/log';
import { jsonRow } from '../../parsing/files/json-rows';
import { ApiProblems, schemaRef } from '../../observability/api-docs';
import { readUuid } from '../../observability/read-input';
import { LogRepository } from '../../persistence/log.repository';
import { acceptedFormat, sendAnswers } from './answer-writer';
import { ApiBatch, ApiClassify } from './api-docs';
import { BatchService } from './batch.service';
import { contentType } from './body-parsers';
import { JobService } from './jobs/job.service';
import { UploadService, type Upload } from './upload.service';

/** Logs in, verdicts out. */
@ApiTags('Classify')
@Controller('classify')
export class ClassifyController {
  constructor(
    private readonly batches: BatchService,
    private readonly uploads: UploadService,
    private readonly jobs: JobService,
    private readonly logs: LogRepository,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiClassify()
  async classify(@Body() body: unknown): Promise<ClassifiedLogJson> {
    const row = jsonRow(body, Date.now(), null);
    if (row.error !== null) throw new InputError('invalid', row.error.code, row.error.detail);
    const [answer] = (await this.batches.answer([row])).answers;
    if (answer === undefined) throw new Error('one row must get one answer');
    if ('error' in answer) throw new InputError('unprocessable', answer.error.code, answer.error.detail);
    return toJson(answer.log);
  }

  @Post('batch')
  @ApiBatch()
  async batch(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('source') source?: string,
  ): Promise<void> {
    const wantsJob = /\brespond-async\b/.test(String(request.headers['prefer'] ?? ''));
    const named = source === undefined || source === '' ? null : source;
    if (contentType(request) === 'application/json') {
      const rows = this.batches.rowsOfJson(request.body, named);
      if (wantsJob) await this.accept(reply, await this.uploads.keepJson(request.body, named));
      else sendAnswers(reply, acceptedFormat(request), await this.batches.answer(rows));
      return;
    }
    const upload = await this.uploads.receive(request, named);
    try {
      const read = wantsJob ? ({ tooMany: true } as const) : await this.batches.rowsOfUpload(upload);
      if ('tooMany' in read) await this.accept(reply, upload);
      else sendAnswers(reply, acceptedFormat(request), await this.batches.answer(read.rows, read.header));
    } finally {
      await this.uploads.discard(upload);
    }
  }

  @Get(':log_id')
  @ApiOperation({ operationId: 'getLog', summary: 'One stored log' })
  @ApiParam({ name: 'log_id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('ClassifiedLog') })
  @ApiProblems(400, 404)
  async find(@Param('log_id') id: string): Promise<ClassifiedLogJson> {
    const log = await this.logs.find(readUuid(id));
    if (log === null) throw new InputError('not_found', 'unknown_log', `no log has the id ${id}`);
    return toJson(log);
  }

  /** Takes the upload over into a job and says where to ask for it. */
  private async accept(reply: FastifyReply, upload: Upload): Promise<void> {
    const job = await this.jobs.create(upload);
    void reply
      .code(202)
      .header('location', `/jobs/${job.id}`)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(job));
  }
}
