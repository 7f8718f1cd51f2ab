import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { toJson, type ClassifiedLogJson } from '../core/log';
import { ApiProblems, ApiQueryOf, schemaRef } from '../observability/api-docs';
import { logFilterSchema, toLogFilter } from '../persistence/log-filter.schema';
import { LogRepository, type LogQuery } from '../persistence/log.repository';
import { timeSchema } from '../observability/query-schemas';
import { readInput } from '../observability/read-input';
import { EXPORT_FORMATS, exportLogs } from './log-export/log-export';

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

const logsQuerySchema = logFilterSchema.extend({
  from: timeSchema.optional().describe('Received at or after this time (ISO 8601)'),
  to: timeSchema.optional().describe('Received before this time (ISO 8601)'),
});

const exportQuerySchema = logsQuerySchema.extend({
  format: z
    .enum(EXPORT_FORMATS)
    .default('ndjson')
    .describe('`ndjson`: a classified log a line; `otlp`: lines of OpenTelemetry `LogsData`, up to 1,000 logs each'),
});

const pageQuerySchema = logsQuerySchema.extend({
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
    const { cursor, limit, ...query } = readInput(pageQuerySchema, raw, 'query');
    const page = await this.logs.page(toLogQuery(query), cursor ?? null, limit);
    if (page.next !== null) void reply.header('link', `<${nextUrl(request.originalUrl, page.next)}>; rel="next"`);
    return { logs: page.logs.map(toJson), next: page.next };
  }

  @Get('export')
  @ApiOperation({
    operationId: 'exportLogs',
    summary: 'All stored logs that pass the filters, newest first, as lines of JSON',
    description:
      'In OpenTelemetry records, templates are `log.record.template` and verdicts `logsieve.*`; the file is one for ' +
      "the collector's `otlpjsonfile` receiver.",
  })
  @ApiQueryOf(exportQuerySchema)
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(400, 503)
  async export(@Query() raw: unknown, @Res() reply: FastifyReply): Promise<void> {
    const { format, ...query } = readInput(exportQuerySchema, raw, 'query');
    const lines = await exportLogs(this.logs, toLogQuery(query), format);
    void reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="logs.${format === 'otlp' ? 'otlp.' : ''}jsonl"`)
      .send(lines);
  }
}

function toLogQuery({ from, to, ...filter }: z.output<typeof logsQuerySchema>): LogQuery {
  return {
    ...toLogFilter(filter),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

function nextUrl(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
