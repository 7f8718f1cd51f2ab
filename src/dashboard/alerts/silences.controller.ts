import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { matcherSchema } from '../../alerting/matcher';
import { scheduleSchema } from '../../alerting/schedule';
import { InputError } from '../../core/errors';
import { uuid7 } from '../../core/uuid7';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../observability/api-docs';
import { readInput, readUuid } from '../../observability/read-input';
import { AlertStore, type SilenceRow } from '../../persistence/alerts/alert-store';
import { AlertRepository } from '../../persistence/alerts/alert.repository';
import { SilenceRepository } from '../../persistence/alerts/silence.repository';
import { newSilenceSchema, type silenceListSchema, type silenceSchema } from './alert-schemas';
import { previewSilence, type SilencePreview } from './silence-preview';
import { silenceQuerySchema } from './silence-schemas';

type Silence = z.output<typeof silenceSchema>;

/** What nobody is to be told about: for a while, or in the hours of a maintenance window. */
@ApiTags('Alerts')
@Controller('alerts/silences')
export class SilencesController {
  constructor(
    private readonly silences: SilenceRepository,
    private readonly alerts: AlertRepository,
    private readonly store: AlertStore,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listSilences', summary: 'Silences and maintenance windows, now and to come' })
  @ApiOkResponse({ schema: schemaRef('SilenceList') })
  async list(): Promise<z.output<typeof silenceListSchema>> {
    return { silences: (await this.silences.list()).map(silenceJson) };
  }

  @Post()
  @ApiOperation({
    operationId: 'createSilence',
    summary: 'Tell nobody about some alerts',
    description:
      'With `schedule` it is a maintenance window. With `preview=true` it only says what it would keep quiet.',
  })
  @ApiQueryOf(silenceQuerySchema)
  @ApiBody({ schema: schemaRef('NewSilence') })
  @ApiCreatedResponse({ schema: schemaRef('Silence') })
  @ApiOkResponse({ description: 'With `preview=true`', schema: schemaRef('SilencePreview') })
  @ApiProblems(400)
  async create(
    @Body() body: unknown,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Silence | SilencePreview> {
    const { preview } = readInput(silenceQuerySchema, query, 'query');
    const { matchers, schedule = null, createdBy, comment, ...times } = readInput(newSilenceSchema, body, 'silence');
    const now = Date.now();
    const startsAt = times.startsAt === undefined ? now : Date.parse(times.startsAt);
    const endsAt = times.endsAt === undefined ? null : Date.parse(times.endsAt);
    if (endsAt !== null && endsAt <= Math.max(startsAt, now)) {
      const detail = endsAt <= startsAt ? 'must be after startsAt' : 'must be in the future';
      throw new InputError('invalid', 'bad_silence', `endsAt: ${detail}`, [{ where: 'endsAt', detail }]);
    }
    if (preview) {
      void reply.code(200);
      return previewSilence({ matchers, schedule }, this.alerts, now);
    }
    const id = uuid7(now);
    await this.store.transaction((tables) =>
      tables.addSilence({ id, matchers, startsAt, endsAt, schedule, createdBy, comment }),
    );
    const made = await this.silences.find(id);
    if (made === null) throw new Error(`the silence ${id} is gone`);
    return silenceJson(made);
  }

  @Delete(':id')
  @ApiOperation({
    operationId: 'endSilence',
    summary: 'End a silence; alerts that still fire are told within a minute',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: { type: 'object', properties: { ended: { type: 'string', format: 'uuid' } } } })
  @ApiProblems(400, 404)
  async end(@Param('id') id: string): Promise<{ ended: string }> {
    if (await this.silences.end(readUuid(id))) return { ended: id };
    throw new InputError('not_found', 'unknown_silence', `there is no silence ${id}, or it is over`);
  }
}

function silenceJson({ startsAt, endsAt, createdAt, matchers, schedule, ...silence }: SilenceRow): Silence {
  return {
    ...silence,
    matchers: matcherSchema.array().parse(matchers),
    schedule: scheduleSchema.nullable().parse(schedule),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  };
}
