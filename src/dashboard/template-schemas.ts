import { z } from 'zod';
import { classifiedLogSchema } from '../pipeline/api-schemas';
import { timeSchema, valueList } from '../observability/query-schemas';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
const MAX_LIMIT = 1_000;
const MINUTES_A_DAY = 1_440;
/** Shorter stretches are not counted apart. */
const SHORTEST_STEP = 5;

const sightings = {
  source: valueList(z.string().min(1)),
  level: valueList(z.enum(LEVELS)).describe('Severity bands, after the OpenTelemetry log data model'),
  from: timeSchema.optional().describe('Seen at or after this time (ISO 8601), to five minutes'),
  to: timeSchema.optional().describe('Seen before this time (ISO 8601), to five minutes'),
};

export const templateListQuerySchema = z.strictObject({
  ...sightings,
  q: z.string().min(1).max(1_000).optional().describe('Text that the template contains, whatever its case'),
  sort: z
    .enum(['count', 'newest', 'last'])
    .default('count')
    .describe('Most frequent, first seen latest, or last seen latest first'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(100),
});

export const templateQuerySchema = z.strictObject({
  ...sightings,
  step: z.coerce
    .number()
    .int()
    .min(SHORTEST_STEP)
    .max(MINUTES_A_DAY)
    .multipleOf(SHORTEST_STEP)
    .default(60)
    .describe('Minutes that one point of the series stands for'),
});

const templateShape = {
  id: z.uuid(),
  template: z.string(),
  count: z.int().describe('Exact, also of logs that are not kept'),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  bySource: z.record(z.string(), z.int()),
  byLevel: z.record(z.string(), z.int()),
};

const EXAMPLE = {
  id: '525590d4-c507-846b-bd97-f432788c6b90',
  template: 'Failed password for <*> from <IP> port <NUM> ssh<NUM>',
  count: 1204,
  firstSeen: '2026-11-20T06:25:10.000Z',
  lastSeen: '2026-11-21T19:02:44.120Z',
  bySource: { sshd: 1204 },
  byLevel: { WARN: 1204 },
};

export const templateListSchema = z
  .strictObject({
    templates: z.array(z.strictObject(templateShape)),
    total: z
      .strictObject({ templates: z.int(), logs: z.int() })
      .describe('Of all that pass the filter; what the listed ones do not add up to is the rest'),
  })
  .meta({ id: 'TemplateList', example: { templates: [EXAMPLE], total: { templates: 87, logs: 40_112 } } });

export const templateDetailSchema = z
  .strictObject({
    ...templateShape,
    series: z
      .array(z.strictObject({ time: z.iso.datetime(), count: z.int() }))
      .describe('Stretches without logs are left out'),
    samples: z.array(classifiedLogSchema).describe('The latest logs of it'),
  })
  .meta({ id: 'TemplateDetail' });
