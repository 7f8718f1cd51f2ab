import { z } from 'zod';
import { CHANNELS } from '../../core/alert';

export const integrationListSchema = z
  .strictObject({
    integrations: z.array(
      z.strictObject({
        name: z.enum(CHANNELS),
        configured: z.boolean(),
        target: z.string().nullable().describe('Host it talks to'),
        breaker: z
          .enum(['closed', 'open', 'half-open'])
          .nullable()
          .describe('open: it does not answer; nothing is sent'),
        lastDeliveredAt: z.iso.datetime().nullable().describe('In the last seven days, as is what follows'),
        lastErrorAt: z.iso.datetime().nullable(),
        lastError: z.string().nullable(),
        pending: z.int().describe('Messages that wait'),
        dead: z.int().describe('Messages that were given up'),
      }),
    ),
    problems: z.array(z.string()).describe('What is wrong with how they are set up'),
  })
  .meta({
    id: 'IntegrationList',
    example: {
      integrations: [
        {
          name: 'slack',
          configured: true,
          target: 'slack.com',
          breaker: 'closed',
          lastDeliveredAt: '2026-11-21T06:25:41.020Z',
          lastErrorAt: null,
          lastError: null,
          pending: 0,
          dead: 0,
        },
      ],
      problems: [],
    },
  });

export const integrationTestSchema = z
  .strictObject({
    outcome: z
      .enum(['delivered', 'retry', 'ambiguous', 'dead'])
      .describe('retry: not now, perhaps later; ambiguous: it may have arrived; dead: it never will like this'),
    detail: z.string().nullable().describe('What is wrong; null when it was delivered'),
    externalId: z.string().nullable().describe('Issue key, message time stamp or Message-ID at the service'),
  })
  .meta({ id: 'IntegrationTest', example: { outcome: 'dead', detail: 'channel_not_found', externalId: null } });
