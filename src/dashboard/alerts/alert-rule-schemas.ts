import { z } from 'zod';
import { alertRuleSchema } from '../../alerting/rule-schema';
import { CHANNELS } from '../../core/alert';
import { classifiedLogSchema } from '../../pipeline/api-schemas';

const MAX_DAYS = 30;

/** Read by `alertRuleSchema`, whose answer has times as numbers: this is what people write. */
const writtenRuleSchema = z.looseObject({}).meta({
  ...z.toJSONSchema(alertRuleSchema, { io: 'input' }),
  id: 'AlertRule',
  example: {
    id: 'db-timeouts',
    name: 'Timeouts of the database',
    when: { category: ['Error'], source: ['db-*'], keywords: { any: ['timeout', 'timed out'] } },
    count: { atLeast: 20, within: '10m' },
    groupBy: ['source'],
    channels: ['slack'],
    repeatInterval: '4h',
  },
});

export const ruleViewSchema = z
  .strictObject({
    rule: writtenRuleSchema,
    origin: z.enum(['file', 'api']),
    version: z.int().nullable().describe('Null for a rule of the file'),
    overrides: z.boolean().describe('Stands in the place of a rule of the file'),
  })
  .meta({ id: 'AlertRuleView' });

export const ruleListSchema = z.strictObject({ rules: z.array(ruleViewSchema) }).meta({ id: 'AlertRuleList' });

export const ruleRemovalSchema = z
  .strictObject({
    removed: z.string(),
    now: ruleViewSchema.nullable().describe('The rule of the file that is in force again; null when there is none'),
  })
  .meta({ id: 'AlertRuleRemoval' });

export const ruleVersionsSchema = z
  .strictObject({
    versions: z
      .array(
        z.strictObject({
          version: z.int(),
          rule: writtenRuleSchema.nullable().describe('Null when this version took the rule back'),
          createdAt: z.iso.datetime(),
          createdBy: z.string(),
        }),
      )
      .describe('Newest first; none for a rule that only the file has. PUT one of them to go back to it'),
  })
  .meta({ id: 'AlertRuleVersions' });

export const ruleTrialSchema = z
  .strictObject({
    log: classifiedLogSchema.describe('The log as it was understood; it is not stored'),
    rules: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        enabled: z.boolean(),
        matches: z.boolean(),
        failing: z.array(z.string()).describe('Conditions that do not hold'),
        group: z
          .record(z.string(), z.string())
          .nullable()
          .describe('What logs of the same alert have in common; null when the rule does not match'),
        channels: z.array(z.enum(CHANNELS)).describe('Would be told'),
        missing: z.array(z.enum(CHANNELS)).describe('Channels of the rule that are not set up'),
        count: z
          .strictObject({ atLeast: z.int(), withinMs: z.int() })
          .nullable()
          .describe('So many logs of the group it takes; null when one is enough'),
      }),
    ),
  })
  .meta({ id: 'AlertRuleTrial' });

/** What `POST /alerts/rules/backtest` takes; the rule is read on its own. */
export const newBacktestSchema = z
  .strictObject({
    rule: z.unknown().refine((rule) => rule !== undefined, 'is missing'),
    days: z.int().min(1).max(MAX_DAYS).default(7).describe('How far to look back'),
  })
  .meta({
    id: 'NewBacktest',
    example: { rule: { id: 'disks', name: 'Disks', when: { keywords: { any: ['disk'] }, minSeverity: 7 } }, days: 7 },
  });

export const backtestSchema = z
  .strictObject({
    looked: z.int().describe('Logs that were looked at: those that triage and severity of the rule leave'),
    matched: z.int(),
    groups: z.int(),
    alerts: z.int().describe('Groups that would have fired; one that went quiet and came back counts once'),
    top: z
      .array(
        z.strictObject({
          category: z.string(),
          source: z.string(),
          template: z.string(),
          entities: z.record(z.string(), z.string()),
          severity: z.int(),
          count: z.int(),
          firstSeen: z.iso.datetime(),
          lastSeen: z.iso.datetime(),
          sample: z
            .strictObject({ logId: z.uuid().nullable(), timestamp: z.iso.datetime(), message: z.string() })
            .nullable(),
          fires: z.boolean().describe('False when there were never enough logs at a time'),
        }),
      )
      .describe('The groups with most logs, at most 20'),
    from: z.iso.datetime().describe('How far back it has looked'),
    cut: z
      .enum(['logs', 'groups', 'ms'])
      .nullable()
      .describe('Why it did not look back to the end: 200,000 logs, 10,000 groups, 10 s; null when it did'),
    notes: z.array(z.string()).describe('What the answer does not say'),
  })
  .meta({ id: 'Backtest' });
