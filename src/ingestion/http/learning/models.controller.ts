import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ModelVersions } from '../../../learning/model-versions';
import { ApiProblems, schemaRef } from '../../../observability/api-docs';
import { readInput } from '../../../observability/read-input';
import { promotionSchema, trialSchema, type ModelListJson, type ModelReportJson } from './model-schemas';
import { ModelViews } from './model-views';

/** Versions of the classifier: which one answers, which one is tried. */
@ApiTags('Learning')
@Controller('models')
export class ModelsController {
  constructor(
    private readonly versions: ModelVersions,
    private readonly views: ModelViews,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listModels', summary: 'All versions, and which one answers' })
  @ApiOkResponse({ schema: schemaRef('ModelList') })
  list(): ModelListJson {
    return this.views.list();
  }

  @Get(':version/report')
  @ApiOperation({ operationId: 'modelReport', summary: 'How good a version is, and what it has answered' })
  @ApiParam({ name: 'version' })
  @ApiOkResponse({ schema: schemaRef('ModelReport') })
  @ApiProblems(404, 422)
  report(@Param('version') version: string): Promise<ModelReportJson> {
    return this.views.report(version);
  }

  @Post(':version/promote')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'promoteModel',
    summary: 'Let a version answer from now on',
    description: 'One that is worse than the current version is refused unless `force` is true.',
  })
  @ApiParam({ name: 'version' })
  @ApiBody({ required: false, schema: schemaRef('Promotion') })
  @ApiOkResponse({ schema: schemaRef('ModelList') })
  @ApiProblems(400, 404, 409, 422)
  async promote(@Param('version') version: string, @Body() body: unknown): Promise<ModelListJson> {
    const { force } = readInput(promotionSchema, body ?? {}, 'promotion');
    await this.versions.promote(version, force);
    return this.views.list();
  }

  @Post('rollback')
  @HttpCode(200)
  @ApiOperation({ operationId: 'rollbackModel', summary: 'Go back to the version before; twice undoes it' })
  @ApiOkResponse({ schema: schemaRef('ModelList') })
  @ApiProblems(409, 422)
  async rollback(): Promise<ModelListJson> {
    await this.versions.rollback();
    return this.views.list();
  }

  @Post(':version/candidate')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'tryModel',
    summary: 'Try a version beside the current one',
    description:
      'With `share` it answers that share of the templates, always the same ones. In shadow mode nobody gets its ' +
      'answers; they are compared with those of the current version.',
  })
  @ApiParam({ name: 'version' })
  @ApiBody({ schema: schemaRef('Trial') })
  @ApiOkResponse({ schema: schemaRef('ModelList') })
  @ApiProblems(400, 404, 409, 422)
  async tryOut(@Param('version') version: string, @Body() body: unknown): Promise<ModelListJson> {
    const trial = readInput(trialSchema, body, 'trial');
    await this.versions.tryOut(version, 'share' in trial ? trial.share : null);
    return this.views.list();
  }

  @Delete(':version/candidate')
  @ApiOperation({ operationId: 'endTrial', summary: 'End the trial of a version' })
  @ApiParam({ name: 'version' })
  @ApiOkResponse({ schema: schemaRef('ModelList') })
  @ApiProblems(409)
  async endTrial(@Param('version') version: string): Promise<ModelListJson> {
    await this.versions.endTrial(version);
    return this.views.list();
  }
}
