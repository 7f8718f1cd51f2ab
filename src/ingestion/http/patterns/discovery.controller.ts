import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../../observability/api-docs';
import { Discoveries, type DiscoveryJob } from '../../../pipeline/discovery/discoveries';
import { discoveryOptionsSchema, type DiscoveryJson } from './discovery-schemas';
import { DiscoveryService } from './discovery.service';

const DISCOVERY_BODIES = {
  'application/json': { schema: schemaRef('NewDiscovery') },
  'application/x-ndjson': { schema: { type: 'string' as const } },
  'text/csv': { schema: { type: 'string' as const } },
  'text/plain': { schema: { type: 'string' as const } },
  'multipart/form-data': {
    schema: {
      type: 'object' as const,
      required: ['file'],
      properties: {
        file: {
          type: 'string' as const,
          format: 'binary',
          description: 'csv, tsv, xlsx, ndjson, jsonl, json, log or txt, each also .gz',
        },
        status: { type: 'string' as const, enum: ['draft', 'shadow'] },
        maxLines: { type: 'integer' as const },
      },
    },
  },
};

/** Rules made of what models answer today. Its addresses stand before the ids of rules. */
@ApiTags('Patterns')
@Controller('patterns/discover')
export class DiscoveryController {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly discoveries: Discoveries,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'discoverPatterns',
    summary: 'Propose rules for lines that no rule decides yet',
    description:
      'From stored logs (JSON), or from a file or body as `POST /classify/batch` takes them, which is neither stored ' +
      'nor streamed. Templates are embedded and clustered, each cluster becomes one anchored pattern an answer, and ' +
      'what makes no verdict worse is stored as draft or shadow rules. Options stand in the query, among the fields ' +
      'of the form, or in the JSON.',
    requestBody: { required: true, content: DISCOVERY_BODIES },
  })
  @ApiQueryOf(discoveryOptionsSchema)
  @ApiAcceptedResponse({ description: 'It runs; `Location` says where to ask for it', schema: schemaRef('Discovery') })
  @ApiProblems(400, 409, 413, 415, 503)
  async start(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<DiscoveryJson> {
    const job = await this.discovery.start(request);
    void reply.header('location', `/patterns/discover/${job.id}`);
    return discoveryJson(job);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getDiscovery', summary: 'How far a discovery is, and what it has found' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('Discovery') })
  @ApiProblems(404)
  status(@Param('id') id: string): DiscoveryJson {
    return discoveryJson(this.discoveries.find(id));
  }
}

/** The JSON of a job; what was found is plain data and goes out as it is. */
function discoveryJson({ createdAt, finishedAt, found, stored, ...job }: DiscoveryJob): DiscoveryJson {
  return {
    ...job,
    found: found as DiscoveryJson['found'],
    stored: stored as DiscoveryJson['stored'],
    createdAt: new Date(createdAt).toISOString(),
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
  };
}
