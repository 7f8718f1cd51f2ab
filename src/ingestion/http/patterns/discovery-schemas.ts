import { z } from 'zod';
import { discoverySettingsShape } from '../../../learning/discovery/discovery-settings';
import { importSchema, patternSchema, hoursSchema } from './pattern-schemas';

const settings = {
  ...discoverySettingsShape,
  status: z
    .enum(['draft', 'shadow'], 'must be draft or shadow: what nobody has looked at is not activated')
    .default('draft')
    .describe('State in which proposals are stored'),
  by: z.string().trim().min(1).max(200).default('discovery').describe('Who does it'),
};

/** How to discover, as the query or the fields of a form say it: numbers are texts there. */
export const discoveryOptionsSchema = z.strictObject({
  ...settings,
  eps: numeric(settings.eps),
  minPts: numeric(settings.minPts),
  minCoverage: numeric(settings.minCoverage),
  maxLines: numeric(settings.maxLines),
  source: z.string().max(200).optional().describe('Source for logs that name none'),
});

/** What `POST /patterns/discover` takes as JSON. */
export const newDiscoverySchema = z
  .strictObject({
    ...settings,
    hours: hoursSchema.describe('How far to look back in the stored logs; not with `logs`'),
    logs: z
      .array(z.unknown(), 'must be a list of logs')
      .min(1)
      .optional()
      .describe('Logs to learn from instead, as POST /classify/batch takes them'),
  })
  .meta({ id: 'NewDiscovery', example: { hours: 24, status: 'draft' } });

const lineCounts = z.record(z.string(), z.int());

const proposalSchema = z.strictObject({
  rule: patternSchema,
  templates: z.array(z.string()).describe('Templates that it stands for'),
  matched: z.int().describe('Lines that it matches'),
  coverage: z.number().describe('Their share of all'),
  precision: z.number().describe('Share of the matched lines of known category whose category is that of the rule'),
  ruledAlready: z.int().describe('Matched lines that a rule before it decides'),
  conflicts: z
    .array(z.strictObject({ ruleId: z.string(), category: z.string(), lines: z.int() }))
    .describe('Of those rules, the ones that answer with another category'),
  strangers: z.int().describe('Matched lines that it was not made from and that have another answer: none'),
  worse: z.int().describe('Lines whose verdict would be worse: none'),
});

export const discoverySchema = z
  .strictObject({
    id: z.uuid(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    phase: z.enum(['read', 'embed', 'cluster', 'measure']),
    done: z.int().describe('Of the phase: lines, templates, templates, clusters'),
    total: z.int(),
    status: z.enum(['draft', 'shadow']),
    found: z
      .strictObject({
        lines: z.int(),
        units: z.int().describe('Templates, or forms of them, that have one answer'),
        clusters: z.int(),
        noise: z.int().describe('Templates in no cluster'),
        proposals: z.array(proposalSchema).describe('Those that match most lines first'),
        refused: lineCounts.describe('Lines of rules that were made and not proposed, by why'),
        unfit: lineCounts.describe('Lines that no rule can be made from, by why'),
        ruledBefore: z.number().describe('Share of the lines that rules decide now'),
        ruledAfter: z.number().describe('And with the proposals'),
        warnings: z.array(z.string()).describe('What did not work on the way'),
      })
      .nullable()
      .describe('Null until it is done'),
    stored: importSchema
      .nullable()
      .describe('What became of the proposals; `unchanged`: the id is taken, the rule left alone'),
    problem: z.string().nullable().describe('Why there is no result, or why the proposals were not stored'),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Discovery' });
export type DiscoveryJson = z.output<typeof discoverySchema>;

function numeric<T extends z.ZodType>(schema: T): z.ZodPreprocess<T> {
  return z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), schema);
}
