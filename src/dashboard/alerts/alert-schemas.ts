import { z } from 'zod';
import { matcherSchema } from '../../alerting/matcher';
import { scheduleSchema } from '../../alerting/schedule';
import { ALERT_STATES, CHANNELS } from '../../core/alert';
import { TRIAGES } from '../../core/verdict';
import { timeSchema, valueList } from '../../observability/query-schemas';

const MAX_LIMIT = 1_000;
const MAX_TEXT = 2_000;
const A_YEAR_IN_MINUTES = 525_600;

const person = z.string('must say who').trim().min(1, 'must say who').max(200);
const remark = z.string('must be a text').trim().min(1, 'must not be empty').max(MAX_TEXT);

export const alertQuerySchema = z.strictObject({
  state: valueList(z.enum(ALERT_STATES)),
  rule: valueList(z.string().min(1)),
  category: valueList(z.string().min(1)),
  triage: valueList(z.enum(TRIAGES)),
  minSeverity: z.coerce.number().int().min(1).max(10).optional(),
  source: valueList(z.string().min(1)),
  from: timeSchema.optional().describe('Last seen at or after this time (ISO 8601)'),
  to: timeSchema.optional().describe('Last seen before this time (ISO 8601)'),
  q: z.string().min(1).max(1_000).optional().describe('Text that the template contains, whatever its case'),
  cursor: z.string().max(200).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(100),
});

const alertSchema = z
  .strictObject({
    id: z.uuid(),
    fingerprint: z.string().describe('The same for the same kind of trouble'),
    rule: z.strictObject({ id: z.string(), name: z.string() }),
    state: z.enum(ALERT_STATES),
    category: z.string(),
    severity: z.int().min(1).max(10),
    triage: z.enum(TRIAGES),
    source: z.string(),
    template: z.string(),
    templateId: z.uuid(),
    entities: z.record(z.string(), z.string()),
    threats: z.array(z.string()),
    suggestion: z.string().nullable(),
    count: z.int().describe('Logs since it began'),
    firstSeen: z.iso.datetime(),
    lastSeen: z.iso.datetime(),
    samples: z.array(z.strictObject({ logId: z.uuid().nullable(), timestamp: z.iso.datetime(), message: z.string() })),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({
    id: 'Alert',
    example: {
      id: '01985a1b-3f70-7a52-8c1d-2f6e0a9b4c11',
      fingerprint: '9f2c61d0b7e84a1f9f2c61d0b7e84a1f',
      rule: { id: 'incident', name: 'Incidents' },
      state: 'firing',
      category: 'Critical Error',
      severity: 9,
      triage: 'incident',
      source: 'raid',
      template: 'array <*> failed, volume offline',
      templateId: '525590d4-c507-846b-bd97-f432788c6b90',
      entities: {},
      threats: [],
      suggestion: 'Replace the failed disk and rebuild the array.',
      count: 12,
      firstSeen: '2026-11-21T06:25:10.000Z',
      lastSeen: '2026-11-21T06:31:02.000Z',
      samples: [
        {
          logId: '01985a1b-3f70-7a52-8c1d-2f6e0a9b4c12',
          timestamp: '2026-11-21T06:25:10.000Z',
          message: 'array md0 failed, volume offline',
        },
      ],
      acknowledgedBy: null,
    },
  });

export const alertPageSchema = z
  .strictObject({
    alerts: z.array(alertSchema),
    next: z.string().nullable().describe('Cursor of the next page, null on the last'),
  })
  .meta({ id: 'AlertPage' });

export const alertDetailSchema = alertSchema
  .extend({
    timeline: z.array(
      z.strictObject({
        at: z.iso.datetime(),
        kind: z.string(),
        by: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'AlertDetail' });

export const deliveryListSchema = z
  .strictObject({
    deliveries: z.array(
      z.strictObject({
        id: z.uuid(),
        sequence: z.int(),
        channel: z.enum(CHANNELS),
        event: z.string(),
        state: z.enum(['pending', 'sending', 'delivered', 'dead', 'cancelled', 'digested']),
        attempts: z.int(),
        createdAt: z.iso.datetime(),
        dueAt: z.iso.datetime(),
        finishedAt: z.iso.datetime().nullable(),
        externalId: z.string().nullable().describe('Issue key, message time stamp or Message-ID at the service'),
        lastError: z.string().nullable(),
        digestId: z.uuid().nullable().describe('The digest that stands for it'),
      }),
    ),
  })
  .meta({ id: 'AlertDeliveries' });

export const whoSchema = z.strictObject({ by: person }).meta({ id: 'AlertAction', example: { by: 'ana' } });
export const noteSchema = z
  .strictObject({ by: person, text: remark })
  .meta({ id: 'AlertNote', example: { by: 'ana', text: 'disk ordered' } });
export const silenceAlertSchema = z
  .strictObject({ by: person, comment: remark, minutes: z.int().min(1).max(A_YEAR_IN_MINUTES) })
  .meta({ id: 'AlertSilencing', example: { by: 'ana', comment: 'the disk is on its way', minutes: 240 } });

export const newSilenceSchema = z
  .strictObject({
    matchers: z.array(matcherSchema).min(1).max(20).describe('All must hold'),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }).optional().describe('May only be left out of a maintenance window'),
    schedule: scheduleSchema.optional().describe('Makes it a maintenance window: only within these hours'),
    createdBy: person,
    comment: remark,
  })
  .refine(({ endsAt, schedule }) => endsAt !== undefined || schedule !== undefined, 'a silence must have an end')
  .meta({
    id: 'NewSilence',
    example: {
      matchers: [{ label: 'source', value: 'db-*' }],
      endsAt: '2026-11-22T06:00:00Z',
      createdBy: 'ana',
      comment: 'migration of the database',
    },
  });

export const silenceSchema = z
  .strictObject({
    id: z.uuid(),
    matchers: z.array(matcherSchema),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable(),
    schedule: scheduleSchema.nullable(),
    createdBy: z.string(),
    comment: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Silence' });

export const silenceListSchema = z.strictObject({ silences: z.array(silenceSchema) }).meta({ id: 'SilenceList' });

export const silencePreviewSchema = z
  .strictObject({
    openAlerts: z.array(alertSchema).describe('Alerts that nobody would be told about any more, at most 100'),
    alertsOfLastDay: z.int().describe('Alerts of the last day that it would have kept quiet'),
    logsOfLastDay: z.int().describe('The logs of these'),
  })
  .meta({ id: 'SilencePreview' });
