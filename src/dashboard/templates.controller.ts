import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { InputError } from '../core/errors';
import { toJson } from '../core/log';
import { isUuid } from '../core/uuid7';
import { ApiProblems, ApiQueryOf, schemaRef } from '../observability/api-docs';
import { LogRepository } from '../persistence/log.repository';
import { TemplateRepository, type TemplateFilter, type TemplateSummary } from '../persistence/template.repository';
import { readInput } from '../observability/read-input';
import {
  templateListQuerySchema,
  templateQuerySchema,
  type templateDetailSchema,
  type templateListSchema,
} from './template-schemas';

const SAMPLES = 5;
const MINUTE_MS = 60_000;

/** What kinds of logs there are, and how often. */
@ApiTags('Templates')
@Controller('templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplateRepository,
    private readonly logs: LogRepository,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listTemplates', summary: 'Templates of logs and how often they were seen' })
  @ApiQueryOf(templateListQuerySchema)
  @ApiProblems(400)
  @ApiOkResponse({ schema: schemaRef('TemplateList') })
  async list(@Query() raw: unknown): Promise<z.output<typeof templateListSchema>> {
    const { sort, limit, q, ...sightings } = readInput(templateListQuerySchema, raw, 'query');
    const filter = { ...filterOf(sightings), ...(q === undefined ? {} : { q }) };
    const { templates, total } = await this.templates.list(filter, sort, limit);
    return { templates: templates.map(jsonOf), total };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getTemplate', summary: 'One template: its counts over time and its latest logs' })
  @ApiParam({ name: 'id', description: 'Also that of a template which was joined to this one' })
  @ApiQueryOf(templateQuerySchema)
  @ApiProblems(400, 404)
  @ApiOkResponse({ schema: schemaRef('TemplateDetail') })
  async get(@Param('id') id: string, @Query() raw: unknown): Promise<z.output<typeof templateDetailSchema>> {
    if (!isUuid(id)) throw new InputError('invalid', 'bad_template_id', `"${id}" is not a UUID`);
    const { step, ...sightings } = readInput(templateQuerySchema, raw, 'query');
    const filter = filterOf(sightings);
    const found = await this.templates.find(id, filter);
    if (found === null) throw new InputError('not_found', 'unknown_template', `there is no template ${id}`);
    const [series, { logs }] = await Promise.all([
      this.templates.series(found.id, filter, step * MINUTE_MS),
      this.logs.page({ templateId: found.id }, null, SAMPLES),
    ]);
    return {
      ...jsonOf(found),
      series: series.map(({ time, count }) => ({ time: new Date(time).toISOString(), count })),
      samples: logs.map(toJson),
    };
  }
}

function filterOf({
  source,
  level,
  from,
  to,
}: Pick<z.output<typeof templateQuerySchema>, 'source' | 'level' | 'from' | 'to'>): TemplateFilter {
  return {
    ...(source === undefined ? {} : { source }),
    ...(level === undefined ? {} : { level }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

function jsonOf({
  firstSeen,
  lastSeen,
  ...summary
}: TemplateSummary): z.output<typeof templateListSchema>['templates'][0] {
  return { ...summary, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() };
}
