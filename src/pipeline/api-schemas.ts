import { z } from 'zod';
import { STAGES, TRIAGES } from '../core/verdict';

/**
 * The JSON forms of the API, once: OpenAPI shows them under their ids. They must say what `ClassifiedLogJson` and the
 * answers of the controllers say; the end-to-end tests hold real answers against them.
 */
const EXAMPLE_LINE = '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462';

export const classifiedLogSchema = z
  .strictObject({
    id: z.uuid().describe('UUIDv7; its time is observedAt'),
    timestamp: z.iso.datetime().describe('When it happened, by its own account'),
    observedAt: z.iso.datetime().describe('When Logsieve received it'),
    source: z.string(),
    message: z.string().describe('What happened, without the header of the line'),
    raw: z.string().describe('The line as received, without secrets'),
    level: z.string(),
    severityNumber: z.int().min(1).max(24).describe('OpenTelemetry severity number'),
    category: z.string().describe('What the line is about'),
    severity: z.int().min(1).max(10).describe('1-3 routine, 4-6 look at it, 7-8 act, 9-10 act now'),
    triage: z.enum(TRIAGES),
    confidence: z.number().min(0).max(1).describe('Of the answers with confidence p, a share p is right'),
    decidedBy: z.enum(STAGES),
    ruleId: z.string().nullable(),
    modelVersion: z.string().nullable(),
    suggestion: z.string().nullable().describe('What to do about it'),
    templateId: z.uuid(),
    template: z.string().describe('The message with its variable parts masked'),
    format: z.string().describe('The parser that accepted the line'),
    fields: z.record(z.string(), z.unknown()),
    geo: z
      .strictObject({
        country: z.string().nullable(),
        countryName: z.string().nullable(),
        city: z.string().nullable(),
        asn: z.int().nullable(),
      })
      .nullable(),
    bot: z.boolean(),
    threats: z.array(z.string()),
    status: z.enum(['final', 'pending']).describe('pending: an LLM may still raise the verdict'),
  })
  .meta({
    id: 'ClassifiedLog',
    example: {
      id: '01985a1b-3f70-7a52-8c1d-2f6e0a9b4c11',
      timestamp: '2025-07-30T06:25:10.000Z',
      observedAt: '2025-07-30T06:25:11.312Z',
      source: 'nginx',
      message: 'GET /admin returned 403',
      raw: EXAMPLE_LINE,
      level: 'WARNING',
      severityNumber: 13,
      category: 'Security Alert',
      severity: 7,
      triage: 'preventive_action',
      confidence: 0.96,
      decidedBy: 'regex',
      ruleId: 'http-admin-forbidden',
      modelVersion: null,
      suggestion: 'Look up what else this client asked for, and block it if it is no administrator of yours.',
      templateId: '525590d4-c507-846b-bd97-f432788c6b90',
      template: 'GET /admin returned <NUM>',
      format: 'nginx-access',
      fields: { method: 'GET', path: '/admin', status: 403, bytes: 462, clientIp: '127.0.0.1' },
      geo: null,
      bot: false,
      threats: [],
      status: 'final',
    },
  });

z.object({
  message: z.string().describe('The line or message; also accepted as log_message, msg, log or body'),
  source: z.string().optional().describe('Who sent it; also accepted as service, logger, app or host'),
  timestamp: z.union([z.string(), z.number()]).optional().describe('ISO 8601, or epoch s, ms, µs or ns'),
  level: z.union([z.string(), z.number()]).optional(),
  attributes: z.record(z.string(), z.unknown()).optional().describe('Kept as fields; unknown keys join them'),
}).meta({ id: 'RawLog', example: { source: 'nginx', message: EXAMPLE_LINE } });

const rowErrorSchema = z
  .strictObject({
    index: z.int().describe('Row, counted from 0'),
    error: z.strictObject({ code: z.string(), detail: z.string() }),
  })
  .meta({
    id: 'RowError',
    example: { index: 3, error: { code: 'missing_message', detail: 'the log has no "message"' } },
  });

export const batchResultSchema = z
  .strictObject({
    results: z.array(z.union([classifiedLogSchema, rowErrorSchema])).describe('One result a row, in order'),
    summary: z.strictObject({
      total: z.int(),
      classified: z.int(),
      rejected: z.int(),
      byCategory: z.record(z.string(), z.int()),
      byStage: z.record(z.string(), z.int()),
      byTriage: z.record(z.string(), z.int()),
      durationMs: z.number(),
    }),
  })
  .meta({ id: 'BatchResult' });

export const logPageSchema = z
  .strictObject({
    logs: z.array(classifiedLogSchema),
    next: z.string().nullable().describe('Cursor of the next page, null on the last'),
  })
  .meta({ id: 'LogPage' });

export const jobSchema = z
  .strictObject({
    id: z.uuid(),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    fileName: z.string().nullable(),
    total: z.int().nullable().describe('Rows in the file; null until they are counted'),
    done: z.int(),
    rejected: z.int(),
    etaSeconds: z.int().nullable(),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('Names the thing and the limit'),
    instance: z.string(),
    code: z.string().describe('Stable, for programs'),
    requestId: z.string(),
    errors: z.array(z.strictObject({ where: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'about:blank',
      title: 'Payload Too Large',
      status: 413,
      detail: 'a JSON batch may have 10000 logs, this one has 12000; send it as NDJSON or a file to get a job',
      instance: '/classify/batch',
      code: 'too_many_logs',
      requestId: 'req-1a',
    },
  });
