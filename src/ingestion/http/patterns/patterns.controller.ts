import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { schemaRef } from '../../../observability/api-docs';
import { UNDERSTANDING } from '../../../pipeline/pipeline.module';
import type { OpenUnderstanding } from '../../../pipeline/understanding';
import type { patternListSchema } from './pattern-schemas';

/** The regex rules and what they do. */
@ApiTags('Patterns')
@Controller('patterns')
export class PatternsController {
  constructor(@Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding) {}

  @Get()
  @ApiOperation({ operationId: 'listPatterns', summary: 'The regex rules and how often each has decided' })
  @ApiOkResponse({ schema: schemaRef('PatternList') })
  list(): z.output<typeof patternListSchema> {
    const { rules, ruleHits } = this.understanding;
    return {
      patterns: rules.listed.map(({ id, state, pattern, verdict }) => ({
        id,
        status: state,
        pattern: pattern?.source ?? null,
        category: verdict.category,
        severity: verdict.severity,
        triage: verdict.triage,
        hits: ruleHits.get(id) ?? 0,
      })),
    };
  }
}
