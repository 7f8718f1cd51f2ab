import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AlertActions } from '../../alerting/alert-actions';
import { alertJson, type Alert, type AlertJson } from '../../core/alert';
import { InputError } from '../../core/errors';
import { ApiProblems, ApiQueryOf, schemaRef } from '../../observability/api-docs';
import { readInput, readUuid } from '../../observability/read-input';
import { alertOf } from '../../persistence/alerts/alert-row';
import { AlertRepository } from '../../persistence/alerts/alert.repository';
import {
  alertQuerySchema,
  noteSchema,
  silenceAlertSchema,
  whoSchema,
  type alertDetailSchema,
  type deliveryListSchema,
} from './alert-schemas';

type Deliveries = z.output<typeof deliveryListSchema>;

/** What people were told, and what they do about it. */
@ApiTags('Alerts')
@Controller('alerts')
export class AlertsController {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly actions: AlertActions,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listAlerts', summary: 'Alerts, last seen first' })
  @ApiQueryOf(alertQuerySchema)
  @ApiProblems(400)
  @ApiOkResponse({ schema: schemaRef('AlertPage') })
  async list(@Query() raw: unknown): Promise<{ alerts: AlertJson[]; next: string | null }> {
    const { cursor, limit, from, to, ...filter } = readInput(alertQuerySchema, raw, 'query');
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const times = {
      ...(from === undefined ? {} : { from: Date.parse(from) }),
      ...(to === undefined ? {} : { to: Date.parse(to) }),
    };
    const { alerts, next } = await this.alerts.page({ ...given, ...times }, cursor ?? null, limit);
    return { alerts: alerts.map(alertJson), next };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getAlert', summary: 'One alert and what happened to it' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('AlertDetail') })
  @ApiProblems(400, 404)
  async get(@Param('id') id: string): Promise<z.output<typeof alertDetailSchema>> {
    const alert = alertJson(await this.find(id)) as Omit<z.output<typeof alertDetailSchema>, 'timeline'>;
    const timeline = await this.alerts.timeline(id);
    return { ...alert, timeline: timeline.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })) };
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @ApiOperation({ operationId: 'acknowledgeAlert', summary: 'Say that somebody works on it: no reminders any more' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiBody({ schema: schemaRef('AlertAction') })
  @ApiOkResponse({ schema: schemaRef('Alert') })
  @ApiProblems(400, 404, 409)
  async acknowledge(@Param('id') id: string, @Body() body: unknown): Promise<AlertJson> {
    const { by } = readInput(whoSchema, body, 'acknowledgement');
    return alertJson(alertOf(await this.actions.acknowledge(readUuid(id), by)));
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resolveAlert', summary: 'Say that it is over; those who were told hear of it' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiBody({ schema: schemaRef('AlertAction') })
  @ApiOkResponse({ schema: schemaRef('Alert') })
  @ApiProblems(400, 404, 409)
  async resolve(@Param('id') id: string, @Body() body: unknown): Promise<AlertJson> {
    const { by } = readInput(whoSchema, body, 'resolution');
    return alertJson(alertOf(await this.actions.resolve(readUuid(id), by)));
  }

  @Post(':id/notes')
  @HttpCode(200)
  @ApiOperation({ operationId: 'noteOnAlert', summary: 'Add a note to the timeline' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiBody({ schema: schemaRef('AlertNote') })
  @ApiOkResponse({ schema: schemaRef('Alert') })
  @ApiProblems(400, 404)
  async note(@Param('id') id: string, @Body() body: unknown): Promise<AlertJson> {
    const { by, text } = readInput(noteSchema, body, 'note');
    return alertJson(alertOf(await this.actions.note(readUuid(id), by, text)));
  }

  @Post(':id/silence')
  @HttpCode(200)
  @ApiOperation({ operationId: 'silenceAlert', summary: 'Tell nobody about alerts like this one for a while' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiBody({ schema: schemaRef('AlertSilencing') })
  @ApiOkResponse({ schema: { type: 'object', properties: { silenceId: { type: 'string', format: 'uuid' } } } })
  @ApiProblems(400, 404)
  async silence(@Param('id') id: string, @Body() body: unknown): Promise<{ silenceId: string }> {
    const { by, comment, minutes } = readInput(silenceAlertSchema, body, 'silence');
    return { silenceId: await this.actions.silence(readUuid(id), by, comment, minutes) };
  }

  @Get(':id/deliveries')
  @ApiOperation({ operationId: 'listDeliveries', summary: 'The messages about an alert, and what became of each' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ schema: schemaRef('AlertDeliveries') })
  @ApiProblems(400, 404)
  async deliveries(@Param('id') id: string): Promise<Deliveries> {
    await this.find(id);
    const deliveries = await this.alerts.deliveries(id);
    return {
      deliveries: deliveries.map((one) => ({
        ...one,
        state: one.state as Deliveries['deliveries'][0]['state'],
        createdAt: one.createdAt.toISOString(),
        dueAt: one.dueAt.toISOString(),
        finishedAt: one.finishedAt?.toISOString() ?? null,
      })),
    };
  }

  @Post(':id/deliveries/:deliveryId/resend')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resendDelivery', summary: 'Try a message again that was given up' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiParam({ name: 'deliveryId', format: 'uuid' })
  @ApiOkResponse({ schema: { type: 'object', properties: { resent: { type: 'integer' } } } })
  @ApiProblems(400, 409)
  async resend(@Param('id') id: string, @Param('deliveryId') deliveryId: string): Promise<{ resent: number }> {
    const resent = await this.alerts.resend(readUuid(id), readUuid(deliveryId));
    if (resent > 0) return { resent };
    throw new InputError('conflict', 'not_dead', `no message ${deliveryId} of this alert was given up`);
  }

  @Delete('deliveries/pending')
  @ApiOperation({ operationId: 'cancelDeliveries', summary: 'Drop every message that was not sent yet' })
  @ApiOkResponse({ schema: { type: 'object', properties: { cancelled: { type: 'integer' } } } })
  async cancelPending(): Promise<{ cancelled: number }> {
    return { cancelled: await this.alerts.cancelPending() };
  }

  private async find(id: string): Promise<Alert> {
    const alert = await this.alerts.find(readUuid(id));
    if (alert === null) throw new InputError('not_found', 'unknown_alert', `no alert has the id ${id}`);
    return alert;
  }
}
