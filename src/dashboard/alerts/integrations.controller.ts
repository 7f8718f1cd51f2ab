import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Channels } from '../../alerting/channels';
import { Dispatcher } from '../../alerting/dispatcher';
import { CHANNELS, type Alert, type ChannelName } from '../../core/alert';
import { InputError } from '../../core/errors';
import { templateIdOf } from '../../core/template-id';
import { uuid7 } from '../../core/uuid7';
import { ApiProblems, schemaRef } from '../../observability/api-docs';
import { AlertRepository } from '../../persistence/alerts/alert.repository';
import type { integrationListSchema, integrationTestSchema } from './integration-schemas';

const RETRY_AFTER_SECONDS = 10;

/** The ways to tell people, and whether they work. What is secret about them never leaves the server. */
@ApiTags('Integrations')
@Controller('integrations')
export class IntegrationsController {
  private readonly testing = new Set<ChannelName>();

  constructor(
    private readonly channels: Channels,
    private readonly dispatcher: Dispatcher,
    private readonly alerts: AlertRepository,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listIntegrations', summary: 'All channels, set up or not, and how they do' })
  @ApiOkResponse({ schema: schemaRef('IntegrationList') })
  async list(): Promise<z.output<typeof integrationListSchema>> {
    const activity = new Map((await this.alerts.activity()).map((one) => [one.channel, one]));
    const integrations = CHANNELS.map((name) => {
      const channel = this.channels.all.find((one) => one.name === name);
      const seen = activity.get(name);
      return {
        name,
        configured: channel !== undefined,
        target: channel?.target ?? null,
        breaker: channel === undefined ? null : this.dispatcher.breakerOf(channel),
        lastDeliveredAt: seen?.lastDeliveredAt?.toISOString() ?? null,
        lastErrorAt: seen?.lastErrorAt?.toISOString() ?? null,
        lastError: seen?.lastError ?? null,
        pending: seen?.pending ?? 0,
        dead: seen?.dead ?? 0,
      };
    });
    return { integrations, problems: [...this.channels.problems] };
  }

  @Post(':name/test')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'testIntegration',
    summary: 'Send a test message and say what became of it',
    description: 'Past all limits and breakers, once, and without a trace in the ledger.',
  })
  @ApiParam({ name: 'name', enum: CHANNELS })
  @ApiOkResponse({ schema: schemaRef('IntegrationTest') })
  @ApiProblems(404, 409, 429)
  async test(@Param('name') text: string): Promise<z.output<typeof integrationTestSchema>> {
    const name = CHANNELS.find((known) => known === text);
    if (name === undefined) {
      const detail = `there is no channel "${text.slice(0, 64)}"; there are ${CHANNELS.join(', ')}`;
      throw new InputError('not_found', 'unknown_channel', detail);
    }
    const channel = this.channels.all.find((one) => one.name === name);
    if (channel === undefined) throw new InputError('conflict', 'not_configured', `the channel ${name} is not set up`);
    if (this.testing.has(name)) {
      const detail = `a test of ${name} is still under way`;
      throw new InputError('busy', 'test_running', detail, [], RETRY_AFTER_SECONDS);
    }
    this.testing.add(name);
    try {
      const now = Date.now();
      const links = { alert: null, log: null };
      const message = {
        kind: 'alert',
        id: uuid7(now),
        sequence: 1,
        event: 'test',
        alert: testAlert(now),
        links,
      } as const;
      const outcome = await channel.send(message, null, 'nothing');
      if (outcome.kind === 'delivered') return { outcome: outcome.kind, detail: null, externalId: outcome.externalId };
      return { outcome: outcome.kind, detail: outcome.reason, externalId: null };
    } finally {
      this.testing.delete(name);
    }
  }
}

const TEST_TEXT = 'This is a test of Logsieve. Nothing has happened.';

/** One of its own every time: a service that finds things again would else answer with those of an older test. */
function testAlert(now: number): Alert {
  const id = uuid7(now);
  return {
    id,
    fingerprint: id.replaceAll('-', ''),
    rule: { id: 'test', name: 'Test of a channel' },
    state: 'firing',
    category: 'System Notification',
    severity: 1,
    triage: 'normal',
    source: 'logsieve',
    template: TEST_TEXT,
    templateId: templateIdOf(TEST_TEXT),
    entities: {},
    threats: [],
    suggestion: 'Nothing is to be done.',
    count: 1,
    firstSeen: now,
    lastSeen: now,
    samples: [{ logId: null, timestamp: now, message: TEST_TEXT }],
    acknowledgedBy: null,
  };
}
