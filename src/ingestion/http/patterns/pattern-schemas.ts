import { z } from 'zod';
import { ruleFileSchema, RULE_STATES } from '../../../classification/regex/rule-schema';
import { isObject } from '../../../core/json';
import { CATEGORY_NAMES, STAGES, TRIAGES } from '../../../core/verdict';
import { classifiedLogSchema } from '../../../pipeline/api-schemas';

const MAX_HOURS = 720;

export const hoursSchema = z.int().min(1).max(MAX_HOURS).default(24).describe('How far to look back');

/** The rule file as JSON Schema: what reads it is `ruleFileSchema`, whose words for mistakes are better. */
const fileShape = ruleFileShape();

export const patternSchema = z.looseObject({}).meta({
  ...fileShape.rule,
  id: 'Pattern',
  example: {
    id: 'pump-stopped',
    status: 'draft',
    pattern: '^pump \\d+ stopped$',
    category: 'Error',
    severity: 6,
    triage: 'preventive_action',
    suggestion: 'Look at the pump before its tank runs over.',
    examples: ['pump 3 stopped'],
    nearMisses: ['pump 3 stopped by operator'],
  },
});

z.looseObject({ rules: z.array(patternSchema) }).meta({ ...fileShape.file, id: 'PatternFile' });

const summaryShape = {
  id: z.string(),
  origin: z.enum(['file', 'stored']).describe('Written by hand in REGEX_PATTERNS, or stored through the API'),
  status: z.enum(RULE_STATES).describe('shadow: its hits are counted and change nothing; draft: only checked'),
  overridden: z.boolean().describe('The file has a rule with this id, which is in force instead'),
  version: z.int().nullable().describe('Null for a rule of the file, as are the two after it'),
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
  pattern: z.string().nullable(),
  category: z.string(),
  severity: z.int().min(1).max(10),
  triage: z.enum(TRIAGES),
  hits: z.int().describe('Logs that it has decided on this server since its start'),
  shadowHits: z.int().describe('Logs that it would have decided while it was in the shadow'),
};

export const patternListSchema = z
  .strictObject({
    patterns: z
      .array(z.strictObject(summaryShape))
      .describe('In the order in which they are asked: the first active one that matches decides'),
    unusable: z
      .array(z.strictObject({ id: z.string(), version: z.int(), problem: z.string() }))
      .describe('Stored rules that an earlier release has accepted and this one cannot use'),
  })
  .meta({ id: 'PatternList' });
export type PatternListJson = z.output<typeof patternListSchema>;

export const patternViewSchema = z
  .strictObject({ ...summaryShape, rule: patternSchema.describe('As it is written') })
  .meta({ id: 'PatternView' });
export type PatternViewJson = z.output<typeof patternViewSchema>;

export const patternVersionsSchema = z
  .strictObject({
    versions: z
      .array(
        z.strictObject({
          version: z.int(),
          createdAt: z.iso.datetime(),
          createdBy: z.string(),
          changes: z
            .array(z.strictObject({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
            .describe('Fields that differ from the version before; a side on which one was not there is missing'),
          rule: patternSchema.nullable().describe('Null when this version took the rule away'),
        }),
      )
      .describe('Newest first; none for a rule that only the file has'),
  })
  .meta({ id: 'PatternVersions' });
export type PatternVersionsJson = z.output<typeof patternVersionsSchema>;

export const patternStatusSchema = z
  .strictObject({ status: z.enum(RULE_STATES, `must be one of ${RULE_STATES.join(', ')}`) })
  .meta({ id: 'PatternStatus', example: { status: 'shadow' } });

export const patternRevertSchema = z
  .strictObject({ version: z.int('must be a whole number').min(1) })
  .meta({ id: 'PatternRevert', example: { version: 1 } });

export const patternRemovalSchema = z
  .strictObject({ removed: z.string().describe('Its versions stay: POST /patterns/{id}/revert brings one back') })
  .meta({ id: 'PatternRemoval' });

export const newPreviewSchema = z
  .strictObject({
    rule: z.unknown().refine((rule) => rule !== undefined, 'is missing'),
    hours: hoursSchema,
  })
  .meta({
    id: 'NewPatternPreview',
    example: {
      rule: { id: 'pump-stopped', pattern: '^pump \\d+ stopped$', category: 'Error', severity: 3, triage: 'normal' },
      hours: 24,
    },
  });

export const previewSchema = z
  .strictObject({
    looked: z.int().describe('Stored logs that were looked at'),
    matched: z.int().describe('Logs that the rule matches'),
    taken: z.int().describe('Of those, logs that no attack and no rule before it decides: this one would'),
    changed: z.int().describe('Of those, logs that would get another category, severity or triage'),
    milder: z.int().describe('Of those, logs whose severity or triage would be milder'),
    before: z
      .array(z.strictObject({ ruleId: z.string(), logs: z.int() }))
      .describe('Who decides the matched logs that it would not get, at most 20'),
    answers: z
      .array(
        z.strictObject({
          category: z.string(),
          severity: z.int(),
          triage: z.enum(TRIAGES),
          decidedBy: z.enum(STAGES),
          logs: z.int(),
        }),
      )
      .describe('What the logs that it would take were answered, at most 20'),
    samples: z.array(classifiedLogSchema).describe('The newest logs that it would take, those that change first'),
    from: z.iso.datetime().describe('How far back it has looked'),
    cut: z
      .enum(['logs', 'ms'])
      .nullable()
      .describe('Why it did not look back to the end: 200,000 logs or 10 s; null when it did'),
  })
  .meta({ id: 'PatternPreview' });

export const importQuerySchema = z.strictObject({
  dryRun: z.stringbool('must be true or false').default(false).describe('Only say what would happen'),
});

export const importSchema = z
  .strictObject({
    created: z.array(z.string()),
    changed: z.array(z.string()),
    unchanged: z.array(z.string()).describe('Stored just so already'),
  })
  .meta({ id: 'PatternImport' });

export const exportQuerySchema = z.strictObject({
  origin: z
    .enum(['stored', 'all'])
    .default('stored')
    .describe('all: the hand-written file as it is, with the stored rules behind it'),
});

function ruleFileShape(): { file: object; rule: object } {
  const schema = z.toJSONSchema(ruleFileSchema(CATEGORY_NAMES), { io: 'input' });
  // The only references are those of a field's value to itself: any JSON.
  const plain: unknown = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    isObject(value) && '$ref' in value ? {} : value,
  );
  const { type, properties, required } = plain as {
    type: string;
    properties: { rules: { items: object } };
    required: string[];
  };
  return { file: { type, properties, required, additionalProperties: false }, rule: properties.rules.items };
}
