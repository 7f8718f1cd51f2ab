import { z } from 'zod';
import { conditionSchema } from '../classification/regex/rule-schema';
import { CHANNELS } from '../core/alert';
import { STAGES, TRIAGES } from '../core/verdict';
import { MATCHED_LABELS } from './matcher';
import { scheduleSchema } from './schedule';

const MAX_RULES = 500;
const MAX_VALUES = 100;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `30s`, `10m`, `4h`, `1d` -> milliseconds. */
const duration = z
  .string({ error: 'must be a time such as 30s, 10m, 4h or 1d' })
  .regex(/^\d{1,6}[smhd]$/, 'must be a time such as 30s, 10m, 4h or 1d')
  .transform((text) => Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? 0) * 1_000);

const word = z.string().min(1, 'must not be empty').max(500, 'must have at most 500 characters');
const words = z.array(word).min(1, 'must not be empty').max(MAX_VALUES);
const channels = z.array(z.enum(CHANNELS, { error: `must be one of ${CHANNELS.join(', ')}` }));
const label = z.union([z.enum(MATCHED_LABELS), z.string().regex(/^fields\.[\w.-]{1,100}$/)], {
  error: `must be one of ${MATCHED_LABELS.join(', ')}, or fields.<name>`,
});
const grouping = z
  .array(
    z.union([z.enum(['template', 'category', 'source']), z.string().regex(/^fields\.[\w.-]{1,100}$/)], {
      error: 'must be template, category, source or fields.<name>',
    }),
  )
  .max(10);

const whenSchema = z
  .strictObject({
    triage: z.array(z.enum(TRIAGES)).min(1).optional(),
    minSeverity: z.int().min(1).max(10).optional(),
    maxSeverity: z.int().min(1).max(10).optional(),
    category: words.optional(),
    source: words.optional().describe('`*` stands for any text'),
    threats: z
      .union([z.literal('any'), words])
      .optional()
      .describe('`any`, or some of these kinds'),
    template: z
      .enum(['new', 'rare'])
      .optional()
      .describe('new: not seen before the last hour; rare: seen less than ten times in a day'),
    keywords: z
      .strictObject({ any: words.optional(), all: words.optional() })
      .optional()
      .describe('Whole words, whatever their case'),
    minConfidence: z.number().min(0).max(1).optional(),
    decidedBy: z.array(z.enum(STAGES)).min(1).optional(),
    fields: z.array(conditionSchema).max(20).optional(),
    schedule: scheduleSchema.optional().describe('Only logs that arrive within these hours'),
  })
  .refine((when) => Object.keys(when).some((key) => key !== 'schedule'), 'must have a condition besides the schedule');

/** One alert rule, in the words of the file and of the API; times become milliseconds. */
export const alertRuleSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be of lower-case letters, digits, dots, dashes, underscores'),
  name: word,
  enabled: z.boolean().default(true),
  when: whenSchema,
  count: z
    .strictObject({ atLeast: z.int().min(2).max(1_000_000), within: duration })
    .optional()
    .describe('So many logs within this time, in one group'),
  groupBy: grouping.default(['template', 'category', 'source']).describe('What makes logs one alert'),
  channels: channels.default([]),
  onlyWithChannel: z
    .boolean()
    .default(false)
    .describe('Not in force while none of its channels is set up: another rule finds the same'),
  groupWait: duration.default(30_000),
  groupInterval: duration.default(300_000),
  dedupWindow: duration.optional().describe('DEDUP_WINDOW_MINUTES when it is left out'),
  repeatInterval: duration.default(14_400_000),
  resolveAfter: duration.default(1_800_000),
  escalation: z.strictObject({ after: duration, channels: channels.min(1) }).optional(),
  inhibits: z
    .strictObject({ rules: words, equal: z.array(label).min(1) })
    .optional()
    .describe('While it fires, alerts of these rules with the same labels tell nobody anything'),
  hook: z
    .strictObject({ name: word, cooldown: duration.default(3_600_000), dryRun: z.boolean().default(true) })
    .optional()
    .describe('Runbook webhook of the settings, called when the alert fires; never on the word of an LLM alone'),
});
export type AlertRuleDefinition = z.output<typeof alertRuleSchema>;

export const alertRuleFileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1, the version of this file format' }),
  rules: z.array(alertRuleSchema).max(MAX_RULES, `must not hold more than ${String(MAX_RULES)} rules`),
});
