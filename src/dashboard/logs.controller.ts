import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { toJson, type ClassifiedLogJson } from '../core/log';
import { ApiProblems, ApiQueryOf, schemaRef } from '../observability/api-docs';
import { logFilterSchema, toLogFilter } from '../persistence/log-filter.schema';
import { LogRepository } from '../persistence/log.repository';
import { timeSchema } from '../observability/query-schemas';
import { readInput } from '../observability/read-input';

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

const pageQuerySchema = logFilterSchema.extend({
  from: timeSchema.optional().describe('Received at or after this time (ISO 8601)'),
  to: timeSchema.optional().describe('Received before this time (ISO 8601)'),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
});

/** Stored logs, newest first. */
@ApiTags('Logs')
@Controller('logs')
export class LogsController {
  constructor(private readonly logs: LogRepository) {}

  @Get()
  @ApiOperation({ operationId: 'listLogs', summary: 'Stored logs, newest first' })
  @ApiQueryOf(pageQuerySchema)
  @ApiProblems(400)
  @ApiOkResponse({ schema: schemaRef('LogPage') })
  async list(
    @Query() raw: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ logs: ClassifiedLogJson[]; next: string | null }> {
    const { from, to, cursor, limit, ...filter } = readInput(pageQuerySchema, raw, 'query');
    const page = await this.logs.page(
      {
        ...toLogFilter(filter),
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
      },
      cursor ?? null,
      limit,
    );
    if (page.next !== null) void reply.header('link', `<${nextUrl(request.originalUrl, page.next)}>; rel="next"`);
    return { logs: page.logs.map(toJson), next: page.next };
  }
}

function nextUrl(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
