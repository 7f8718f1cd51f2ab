import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Trainings, type Training } from '../../../learning/trainings';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../../observability/api-docs';
import { trainingOptionsSchema, type TrainingJson } from './model-schemas';
import { TrainingService } from './training.service';

const TRAINING_BODIES = {
  'application/json': { schema: schemaRef('NewTraining') },
  'application/x-ndjson': { schema: { type: 'string' as const } },
  'text/csv': { schema: { type: 'string' as const } },
  'multipart/form-data': {
    schema: {
      type: 'object' as const,
      required: ['file'],
      properties: {
        file: { type: 'string' as const, format: 'binary', description: 'csv, xlsx, ndjson or json' },
        withCorpus: { type: 'boolean' as const },
        withFeedback: { type: 'boolean' as const },
        promote: { type: 'boolean' as const },
        name: { type: 'string' as const },
      },
    },
  },
};

/** Trainings of new versions. */
@ApiTags('Learning')
@Controller('models/train')
export class TrainingController {
  constructor(
    private readonly training: TrainingService,
    private readonly trainings: Trainings,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'trainModel',
    summary: 'Train a new version on labelled lines',
    description:
      'Columns or keys `message` (or `log_message`), `target_label` (or `category`), and `triage`, `severity`, `family` ' +
      'if they are known. Options stand in the query, among the fields of the form, or beside the rows.',
    requestBody: { required: true, content: TRAINING_BODIES },
  })
  @ApiQueryOf(trainingOptionsSchema)
  @ApiAcceptedResponse({ description: 'It runs; `Location` says where to ask for it', schema: schemaRef('Training') })
  @ApiProblems(400, 409, 413, 415, 422, 503)
  async train(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TrainingJson> {
    const training = await this.training.start(request);
    void reply.header('location', `/models/train/${training.id}`);
    return trainingJson(training);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getTraining', summary: 'How far a training is' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('Training') })
  @ApiProblems(404)
  status(@Param('id') id: string): TrainingJson {
    return trainingJson(this.trainings.find(id));
  }
}

function trainingJson({ createdAt, finishedAt, ...training }: Training): TrainingJson {
  return {
    ...training,
    createdAt: new Date(createdAt).toISOString(),
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
  };
}
