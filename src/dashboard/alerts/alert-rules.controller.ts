import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { TemplateNews } from '../../alerting/alert-rule';
import { AlertRules } from '../../alerting/alert-rules';
import { Backtest, type BacktestResult } from '../../alerting/backtest';
import { Channels } from '../../alerting/channels';
import { RuleService, type RuleView } from '../../alerting/rule-service';
import { TemplateSightings } from '../../alerting/template-sightings';
import { usableRule } from '../../alerting/usable-rule';
import type { AppConfig } from '../../config/config';
import { APP_CONFIG } from '../../config/config.module';
import { InputError } from '../../core/errors';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../observability/api-docs';
import { byQuerySchema } from '../../observability/query-schemas';
import { readInput } from '../../observability/read-input';
import { rawLogFrom } from '../../parsing/raw-log';
import { TemplateRepository } from '../../persistence/template.repository';
import { explainLog, type Explanation } from '../../pipeline/explain';
import { UNDERSTANDING } from '../../pipeline/pipeline.module';
import type { OpenUnderstanding } from '../../pipeline/understanding';
import {
  newBacktestSchema,
  type backtestSchema,
  type ruleRemovalSchema,
  type ruleTrialSchema,
  type ruleVersionsSchema,
} from './alert-rule-schemas';
import { explainedLog, tryRule, type RuleTrial } from './rule-trial';

const DAY_MS = 86_400_000;
/** As in the rule language: seen less often in a day. */
const RARE_BELOW = 10;

/** Which logs people are told about: the rules of the file and of the API, and what they would do. */
@ApiTags('Alerts')
@Controller('alerts/rules')
export class AlertRulesController {
  constructor(
    private readonly service: RuleService,
    private readonly rules: AlertRules,
    private readonly channels: Channels,
    private readonly backtests: Backtest,
    private readonly sightings: TemplateSightings,
    private readonly templates: TemplateRepository,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listAlertRules', summary: 'All rules in force, by id' })
  @ApiOkResponse({ schema: schemaRef('AlertRuleList') })
  list(): { rules: RuleView[] } {
    return { rules: this.service.list() };
  }

  @Post()
  @ApiOperation({ operationId: 'createAlertRule', summary: 'Add a rule' })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('AlertRule') })
  @ApiCreatedResponse({ schema: schemaRef('AlertRuleView') })
  @ApiProblems(400, 409, 413)
  create(@Body() body: unknown, @Query() query: unknown): Promise<RuleView> {
    return this.service.create(body, readInput(byQuerySchema, query, 'query').by);
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testAlertRules',
    summary: 'Which rules match a log, and why the others do not',
    description: 'The log is understood as by `POST /classify`, but neither stored nor told to anybody.',
  })
  @ApiBody({ schema: schemaRef('RawLog') })
  @ApiOkResponse({ schema: schemaRef('AlertRuleTrial') })
  @ApiProblems(400, 422)
  async test(@Body() body: unknown): Promise<z.output<typeof ruleTrialSchema>> {
    const row = rawLogFrom(body, Date.now());
    if ('error' in row) throw new InputError('invalid', row.error.code, row.error.detail);
    const { lineBytes } = this.config.limits;
    const { minConfidence } = this.config.classification;
    const explanation = await explainLog(row.log, this.understanding, { lineBytes, minConfidence });
    const log = explainedLog(explanation);
    const news = await this.newsOf(explanation.template);
    const rules: RuleTrial[] = this.rules.all.map((rule) => tryRule(rule, log, news, this.channels.names));
    return { log: explanation.log, rules };
  }

  @Post('backtest')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'backtestAlertRule',
    summary: 'What a rule would have found in stored logs',
    description: 'Looks at the newest logs first, and stops after 200,000 logs, 10,000 groups or 10 seconds.',
  })
  @ApiBody({ schema: schemaRef('NewBacktest') })
  @ApiOkResponse({ schema: schemaRef('Backtest') })
  @ApiProblems(400, 413, 422, 429)
  async backtest(@Body() body: unknown): Promise<z.output<typeof backtestSchema>> {
    const { rule, days } = readInput(newBacktestSchema, body, 'backtest');
    return jsonOf(await this.backtests.run(usableRule(rule, null), days));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getAlertRule', summary: 'One rule in force' })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ schema: schemaRef('AlertRuleView') })
  @ApiProblems(404)
  get(@Param('id') id: string): RuleView {
    return this.service.get(id);
  }

  @Get(':id/versions')
  @ApiOperation({ operationId: 'listAlertRuleVersions', summary: 'All that the API has made of a rule, newest first' })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ schema: schemaRef('AlertRuleVersions') })
  @ApiProblems(404)
  async versions(@Param('id') id: string): Promise<z.output<typeof ruleVersionsSchema>> {
    const versions = await this.service.versions(id);
    return {
      versions: versions.map(({ createdAt, rule, ...version }) => ({
        ...version,
        rule: rule as z.output<typeof ruleVersionsSchema>['versions'][0]['rule'],
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  @Put(':id')
  @ApiOperation({
    operationId: 'putAlertRule',
    summary: 'Put a rule in force',
    description:
      'In place of the one with this id, also of one of the file: that is how to switch it off (`enabled: false`). ' +
      'An earlier version comes back by putting it again.',
  })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiBody({ schema: schemaRef('AlertRule') })
  @ApiOkResponse({ schema: schemaRef('AlertRuleView') })
  @ApiProblems(400, 409, 413)
  put(@Param('id') id: string, @Body() body: unknown, @Query() query: unknown): Promise<RuleView> {
    return this.service.put(id, body, readInput(byQuerySchema, query, 'query').by);
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'deleteAlertRule',
    summary: 'Take a rule of the API back',
    description: 'A rule of the file that stood behind it is in force again. Its open alerts end as if it were there.',
  })
  @ApiParam({ name: 'id' })
  @ApiQueryOf(byQuerySchema)
  @ApiOkResponse({ schema: schemaRef('AlertRuleRemoval') })
  @ApiProblems(400, 404, 409)
  async remove(@Param('id') id: string, @Query() query: unknown): Promise<z.output<typeof ruleRemovalSchema>> {
    const now = await this.service.remove(id, readInput(byQuerySchema, query, 'query').by);
    return { removed: id, now };
  }

  /** Asking the sightings how rare a template is would count as one. */
  private async newsOf({ id, known }: Explanation['template']): Promise<TemplateNews> {
    const seen = known ? await this.templates.find(id, { from: Date.now() - DAY_MS }) : null;
    return {
      isNew: () => !known || this.sightings.isNew(id),
      isRare: () => (seen?.count ?? 0) < RARE_BELOW,
    };
  }
}

function jsonOf({ from, top, ...result }: BacktestResult): z.output<typeof backtestSchema> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    ...result,
    notes: [...result.notes],
    from: iso(from),
    top: top.map(({ sample, firstSeen, lastSeen, ...group }) => ({
      ...group,
      firstSeen: iso(firstSeen),
      lastSeen: iso(lastSeen),
      sample: sample === null ? null : { ...sample, timestamp: iso(sample.timestamp) },
    })),
  };
}
