import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { acceptedFormat, CONTENT_TYPES } from '../answer-writer';
import { ApiProblems, schemaRef } from '../../../observability/api-docs';
import { JobResults } from './job-results';
import { JobService, type JobView } from './job.service';

/** Files too large to be answered at once. */
@ApiTags('Jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobService,
    private readonly results: JobResults,
  ) {}

  @Get(':id')
  @ApiOperation({ operationId: 'getJob', summary: 'How far a job is' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('Job') })
  @ApiProblems(404)
  async status(@Param('id') id: string): Promise<JobView> {
    return this.jobs.view(await this.jobs.find(id));
  }

  @Get(':id/result')
  @ApiOperation({ operationId: 'getJobResult', summary: 'The answers of a finished job, as JSON, NDJSON or CSV' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiProduces('application/json', 'application/x-ndjson', 'text/csv')
  @ApiProblems(404, 409)
  async result(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const job = await this.jobs.find(id);
    const format = acceptedFormat(request);
    const stream = this.results.stream(job, format);
    void reply.type(CONTENT_TYPES[format]).send(Readable.from(stream));
  }
}
