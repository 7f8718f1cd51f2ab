import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AppConfig } from '../../../config/config';
import { APP_CONFIG } from '../../../config/config.module';
import { InputError } from '../../../core/errors';
import { ApiProblems, schemaRef } from '../../../observability/api-docs';
import { rawLogFrom } from '../../../parsing/raw-log';
import { explainLog, type Explanation } from '../../../pipeline/explain';
import { UNDERSTANDING } from '../../../pipeline/pipeline.module';
import type { OpenUnderstanding } from '../../../pipeline/understanding';

/** Why a line gets the answer it gets. */
@ApiTags('Classify')
@Controller('explain')
export class ExplainController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'explainLog',
    summary: 'Why a line gets the answer it gets',
    description: 'Parser, fields, masked form, template, rules tried, votes of the model. Nothing is stored.',
  })
  @ApiBody({ schema: schemaRef('RawLog') })
  @ApiOkResponse({ schema: schemaRef('Explanation') })
  @ApiProblems(400, 422)
  explain(@Body() body: unknown): Promise<Explanation> {
    const row = rawLogFrom(body, Date.now());
    if ('error' in row) throw new InputError('invalid', row.error.code, row.error.detail);
    const { lineBytes } = this.config.limits;
    const { minConfidence } = this.config.classification;
    return explainLog(row.log, this.understanding, { lineBytes, minConfidence });
  }
}
