import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { toJson } from '../../../core/log';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../../observability/api-docs';
import { byQuerySchema } from '../../../observability/query-schemas';
import { readInput } from '../../../observability/read-input';
import { PatternPreview } from '../../../pipeline/patterns/pattern-preview';
import { PatternTransfer } from '../../../pipeline/patterns/pattern-transfer';
import {
  exportQuerySchema,
  importQuerySchema,
  newPreviewSchema,
  type importSchema,
  type previewSchema,
} from './pattern-schemas';

const importOptionsSchema = importQuerySchema.extend(byQuerySchema.shape);

/** Regex rules tried on stored logs, and whole files of them. Its addresses stand before the ids of rules. */
@ApiTags('Patterns')
@Controller('patterns')
export class PatternFilesController {
  constructor(
    private readonly transfer: PatternTransfer,
    private readonly previews: PatternPreview,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'previewPattern',
    summary: 'What a rule would do to stored logs if it were active',
    description:
      'Looks at the newest logs first, and stops after 200,000 logs or 10 seconds. Logs that the store policy did not ' +
      'keep are not there to be looked at.',
  })
  @ApiBody({ schema: schemaRef('NewPatternPreview') })
  @ApiOkResponse({ schema: schemaRef('PatternPreview') })
  @ApiProblems(400, 409, 413, 422, 429, 503)
  async preview(@Body() body: unknown): Promise<z.output<typeof previewSchema>> {
    const { rule, hours } = readInput(newPreviewSchema, body, 'pattern_preview');
    const { from, cut, before, answers, samples, ...counts } = await this.previews.run(rule, hours);
    return {
      ...counts,
      before: [...before],
      answers: [...answers],
      samples: samples.map(toJson),
      from: new Date(from).toISOString(),
      cut,
    };
  }

  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'importPatterns',
    summary: 'Store the rules of a rule file, all or none',
    description:
      'Rules that are stored already get a new version if they differ. One with the id of a hand-written rule refuses all.',
  })
  @ApiQueryOf(importOptionsSchema)
  @ApiBody({ schema: schemaRef('PatternFile') })
  @ApiOkResponse({ schema: schemaRef('PatternImport') })
  @ApiProblems(400, 409, 413, 503)
  async import(@Body() body: unknown, @Query() query: unknown): Promise<z.output<typeof importSchema>> {
    const { dryRun, by } = readInput(importOptionsSchema, query, 'query');
    const { created, changed, unchanged } = await this.transfer.import(body, dryRun, by);
    return { created: [...created], changed: [...changed], unchanged: [...unchanged] };
  }

  @Get('export')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="patterns.json"')
  @ApiOperation({ operationId: 'exportPatterns', summary: 'A rule file, as REGEX_PATTERNS and the import read it' })
  @ApiQueryOf(exportQuerySchema)
  @ApiOkResponse({ schema: schemaRef('PatternFile') })
  @ApiProblems(400)
  export(@Query() query: unknown): string {
    return this.transfer.export(readInput(exportQuerySchema, query, 'query').origin);
  }
}
