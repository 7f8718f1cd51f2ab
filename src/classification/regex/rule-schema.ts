import { z } from 'zod';
import { isObject } from '../../core/json';
import { TRIAGES } from '../../core/verdict';
import { mustBe, text } from '../field-schema';
import { MAX_PATTERN_LENGTH, MAX_SUBJECT_LENGTH } from './linear-pattern';

/** Rules one file may hold. */
const MAX_RULES = 5000;

function number(min: number, max: number): z.ZodNumber {
  const error = mustBe(`a number from ${String(min)} to ${String(max)}`);
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const SCALAR = z.union([z.string(), z.number(), z.boolean()], { error: mustBe('a text, a number or true/false') });
const FIELD = text(200);
const CONDITION_KEYS = { error: mustBe('an object with field, op and value') };

export const conditionSchema = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ field: FIELD, op: z.enum(['=', '!=']), value: SCALAR }, CONDITION_KEYS),
    z.strictObject(
      { field: FIELD, op: z.enum(['>', '>=', '<', '<=']), value: z.number({ error: mustBe('a number') }) },
      CONDITION_KEYS,
    ),
    z.strictObject(
      {
        field: FIELD,
        op: z.literal('in'),
        value: z
          .array(z.union([z.string(), z.number()], { error: mustBe('a text or a number') }), {
            error: mustBe('a list'),
          })
          .min(1, 'must not be empty'),
      },
      CONDITION_KEYS,
    ),
    z.strictObject({ field: FIELD, op: z.enum(['contains', 'startsWith']), value: text(1000) }, CONDITION_KEYS),
    z.strictObject({ field: FIELD, op: z.literal('matches'), value: text(MAX_PATTERN_LENGTH) }, CONDITION_KEYS),
  ],
  {
    error: ({ input }) =>
      isObject(input)
        ? 'must be one of = != > >= < <= in matches contains startsWith'
        : 'must be an object with field, op and value',
  },
);

/**
 * One condition on a value of the log. `field` names, in this order: a named group of the rule's pattern; `source`,
 * `format`, `level` or `severityNumber` of the log; one of its fields (`status`, or `http.status` for a nested one).
 * A condition on a value that the log does not have is false, whatever the operator. Texts compare without regard
 * to case; against a number, a text counts as the number it spells.
 */
export type ConditionDefinition = z.infer<typeof conditionSchema>;

/** A log to try a rule on: a message, or a message with what a parser would have read besides. */
const EXAMPLE = z.union(
  [
    text(MAX_SUBJECT_LENGTH),
    z.strictObject({
      message: z.string().default(''),
      source: z.string().default(''),
      format: z.string().default(''),
      level: z.string().default(''),
      severityNumber: z.number().default(0),
      fields: z.record(z.string(), z.json()).default({}),
    }),
  ],
  { error: 'must be a message, or an object with message, source, format, level, severityNumber, fields' },
);
export type RuleExample = z.infer<typeof EXAMPLE>;

/** `shadow`: its hits are counted and change nothing; `draft`: it is only checked. */
export const RULE_STATES = ['active', 'shadow', 'draft'] as const;
export type RuleState = (typeof RULE_STATES)[number];

const RULE_KEYS = 'id, description, status, pattern, flags, where, category, severity, triage, confidence, suggestion';

function ruleSchema(categories: readonly string[]) {
  return z
    .strictObject(
      {
        id: text(64).regex(
          /^[a-z0-9][a-z0-9._-]*$/,
          'must be of lower-case letters, digits, dots, dashes, underscores',
        ),
        description: text(500).optional(),
        status: z.enum(RULE_STATES, { error: mustBe(`one of ${RULE_STATES.join(', ')}`) }).default('active'),
        pattern: text(MAX_PATTERN_LENGTH).optional(),
        flags: z
          .string({ error: mustBe('a text') })
          .regex(/^[ims]*$/, 'must be of i (ignore case), m (^ and $ match at line ends), s (. matches line ends)')
          .default('i'),
        where: z.array(conditionSchema, { error: mustBe('a list of conditions') }).default([]),
        category: z.enum(categories, { error: mustBe(`one of ${categories.join(', ')}`) }),
        severity: number(1, 10).int('must be a whole number'),
        triage: z.enum(TRIAGES, { error: mustBe(`one of ${TRIAGES.join(', ')}`) }),
        confidence: number(0, 1).default(0.97),
        suggestion: text(1000).optional(),
        examples: z.array(EXAMPLE, { error: mustBe('a list') }).default([]),
        nearMisses: z.array(EXAMPLE, { error: mustBe('a list') }).default([]),
      },
      { error: mustBe(`an object with ${RULE_KEYS}, examples, nearMisses`) },
    )
    .superRefine((rule, context) => {
      if (rule.pattern === undefined && rule.where.length === 0) {
        context.addIssue({
          code: 'custom',
          path: ['pattern'],
          message: 'is missing: a rule needs a pattern or a where',
        });
      }
      if (rule.suggestion === undefined && rule.triage !== 'normal') {
        const message = `is missing: only a rule with triage normal may leave it out`;
        context.addIssue({ code: 'custom', path: ['suggestion'], message });
      }
    });
}

/** One rule as the file holds it, with its defaults filled in. */
export type RuleDefinition = z.infer<ReturnType<typeof ruleSchema>>;

interface RuleFileContent {
  readonly version: 1;
  readonly rules: readonly RuleDefinition[];
}

/** The schema of a rule file when these categories are configured. */
export function ruleFileSchema(categories: readonly string[]): z.ZodType<RuleFileContent> {
  return z.strictObject(
    {
      version: z.literal(1, { error: mustBe('1, the version of this file format') }),
      rules: z
        .array(ruleSchema(categories), { error: mustBe('a list of rules') })
        .max(MAX_RULES, `must not hold more than ${String(MAX_RULES)} rules`),
    },
    { error: mustBe('an object with version and rules') },
  );
}
