import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../../observability/api-docs';
import { byQuerySchema } from '../../../observability/query-schemas';
import { readInput } from '../../../observability/read-input';
import { PatternService } from '../../../pipeline/patterns/pattern-service';
import { summaryJson, versionsJson, viewJson } from './pattern-json';
import {
  patternRevertSchema,
  patternStatusSchema,
  type PatternListJson,
  type patternRemovalSchema,
  type PatternVersionsJson,
  type PatternViewJson,
} from './pattern-schemas';

/** The regex rules: those of the hand-written file, and behind them those that are stored. */
@ApiTags('Patterns')
@Controller('patterns')
export class PatternsController {
  constructor(private readonly service: PatternService) {}

  @Get()
  @ApiOperation({ operationId: 'listPatterns', summary: 'The regex rules and how often each has decided' })
  @ApiOkResponse({ schema: schemaRef('PatternList') })
  list(): PatternListJson {
    return { patterns: this.service.list().map(summaryJson), unusable: this.service.unusable };
  }

  @Post()
  @ApiOperation({
    operationId: 'createPattern',
    summary: 'Store a rule',
    description:
      'It comes behind those of the file and those stored before, unless its `priority` is higher than theirs. ' +
      'Without a `status` it is active at once, as in a rule file.',
  })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('Pattern') })
  @ApiCreatedResponse({ schema: schemaRef('PatternView') })
  @ApiProblems(400, 409, 413, 503)
  async create(@Body() body: unknown, @Query() query: unknown): Promise<PatternViewJson> {
    return viewJson(await this.service.create(body, byOf(query)));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getPattern', summary: 'One rule: that of the file, if there are two with this id' })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ schema: schemaRef('PatternView') })
  @ApiProblems(404, 422)
  get(@Param('id') id: string): PatternViewJson {
    return viewJson(this.service.get(id));
  }

  @Get(':id/versions')
  @ApiOperation({ operationId: 'listPatternVersions', summary: 'All that became of a stored rule, newest first' })
  @ApiParam({ name: 'id', description: 'Also that of a rule which was deleted' })
  @ApiOkResponse({ schema: schemaRef('PatternVersions') })
  @ApiProblems(404, 503)
  async versions(@Param('id') id: string): Promise<PatternVersionsJson> {
    return versionsJson(await this.service.versions(id));
  }

  @Put(':id')
  @ApiOperation({
    operationId: 'putPattern',
    summary: 'Store a rule in place of what is stored under its id',
    description: 'A rule of the file cannot be changed here: it always wins.',
  })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('Pattern') })
  @ApiOkResponse({ schema: schemaRef('PatternView') })
  @ApiProblems(400, 409, 413, 503)
  async put(@Param('id') id: string, @Body() body: unknown, @Query() query: unknown): Promise<PatternViewJson> {
    return viewJson(await this.service.put(id, body, byOf(query)));
  }

  @Post(':id/status')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'setPatternStatus',
    summary: 'Make a stored rule a draft, try it in the shadow, or activate it',
  })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('PatternStatus') })
  @ApiOkResponse({ schema: schemaRef('PatternView') })
  @ApiProblems(400, 404, 409, 422, 503)
  async setStatus(@Param('id') id: string, @Body() body: unknown, @Query() query: unknown): Promise<PatternViewJson> {
    const { status } = readInput(patternStatusSchema, body, 'pattern_status');
    return viewJson(await this.service.setStatus(id, status, byOf(query)));
  }

  @Post(':id/revert')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'revertPattern',
    summary: 'Make an earlier version of a rule its newest',
    description: 'Also of a rule that was deleted. The status is that of the version.',
  })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('PatternRevert') })
  @ApiOkResponse({ schema: schemaRef('PatternView') })
  @ApiProblems(400, 404, 409, 503)
  async revert(@Param('id') id: string, @Body() body: unknown, @Query() query: unknown): Promise<PatternViewJson> {
    const { version } = readInput(patternRevertSchema, body, 'pattern_revert');
    return viewJson(await this.service.revert(id, version, byOf(query)));
  }

  @Delete(':id')
  @ApiOperation({ operationId: 'deletePattern', summary: 'Take a stored rule away; its versions stay' })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiOkResponse({ schema: schemaRef('PatternRemoval') })
  @ApiProblems(400, 404, 409, 503)
  async remove(@Param('id') id: string, @Query() query: unknown): Promise<z.output<typeof patternRemovalSchema>> {
    await this.service.remove(id, byOf(query));
    return { removed: id };
  }
}

function byOf(query: unknown): string {
  return readInput(byQuerySchema, query, 'query').by;
}
