import { z } from 'zod';
import { isObject } from '../../core/json';
import { TRIAGES } from '../../core/verdict';
import { mustBe, text } from '../field-schema';
import { MAX_PATTERN_LENGTH, MAX_SUBJECT_LENGTH } from './linear-pattern';

/** Rules one file may hold. */
const MAX_RULES = 5000;

/** Words or texts in one list. */
const MAX_WORDS = 1000;
/** Of a rule, either way from 0. */
const MAX_PRIORITY = 1000;

function tooMany(what: string): string {
  return `must not hold more than ${String(MAX_WORDS)} ${what}`;
}

function number(min: number, max: number): z.ZodNumber {
  const error = mustBe(`a number from ${String(min)} to ${String(max)}`);
  return z.number({ error }).min(min, { error }).max(max, { error });
}

const SCALAR = z.union([z.string(), z.number(), z.boolean()], { error: mustBe('a text, a number or true/false') });
const CONDITION_KEYS = { error: mustBe('an object with field, op and value') };

/** A text, or a list of texts of which one is enough. */
function texts<T extends z.ZodType<string>>(item: T) {
  return z.union([item, z.array(item).min(1, 'must not be empty').max(MAX_WORDS, tooMany('texts'))], {
    error: ({ input }) =>
      Array.isArray(input) ? 'must be a list of texts, none empty or too long' : 'must be a text or a list of texts',
  });
}

const COMMON = {
  field: text(200),
  /** Turns the condition around: it holds where it would not, also on a value that the log does not have. */
  not: z.literal(true, { error: mustBe('true, or left out') }).optional(),
};

export const conditionSchema = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ ...COMMON, op: z.enum(['=', '!=']), value: SCALAR }, CONDITION_KEYS),
    z.strictObject(
      { ...COMMON, op: z.enum(['>', '>=', '<', '<=']), value: z.number({ error: mustBe('a number') }) },
      CONDITION_KEYS,
    ),
    z.strictObject(
      {
        ...COMMON,
        op: z.literal('in'),
        value: z
          .array(z.union([z.string(), z.number()], { error: mustBe('a text or a number') }), {
            error: mustBe('a list'),
          })
          .min(1, 'must not be empty'),
      },
      CONDITION_KEYS,
    ),
    z.strictObject(
      { ...COMMON, op: z.enum(['contains', 'startsWith', 'endsWith']), value: texts(text(1000)) },
      CONDITION_KEYS,
    ),
    z.strictObject({ ...COMMON, op: z.literal('matches'), value: texts(text(MAX_PATTERN_LENGTH)) }, CONDITION_KEYS),
    z.strictObject({ ...COMMON, op: z.literal('cidr'), value: texts(text(64)) }, CONDITION_KEYS),
    z.strictObject({ ...COMMON, op: z.literal('exists') }, { error: mustBe('an object with field and op') }),
  ],
  {
    error: ({ input }) =>
      isObject(input)
        ? 'must be one of = != > >= < <= in matches contains startsWith endsWith cidr exists'
        : 'must be an object with field, op and value',
  },
);

/**
 * One condition on a value of the log. `field` names, in this order: a named group of the rule's pattern; `source`,
 * `format`, `level`, `severityNumber` or `raw` (the line as it came) of the log; one of its fields (`status`, or
 * `http.status` for a nested one). A condition on a value that the log does not have is false, whatever the operator,
 * unless `not` turns it around. Texts compare without regard to case; against a number, a text counts as the number
 * it spells.
 */
export type ConditionDefinition = z.infer<typeof conditionSchema>;

const WORDS = z
  .array(text(100), { error: mustBe('a list of words') })
  .min(1, 'must not be empty')
  .max(MAX_WORDS, tooMany('words'));
const WORDS_OR_SET = z.union([text(64), WORDS], {
  error: ({ input }) =>
    Array.isArray(input)
      ? `must be a list of 1 to ${String(MAX_WORDS)} words of 1 to 100 characters`
      : 'must be a list of words or the name of a keyword set',
});
const KEYWORDS = z
  .strictObject(
    { any: WORDS_OR_SET.optional(), all: WORDS_OR_SET.optional(), none: WORDS_OR_SET.optional() },
    { error: mustBe('an object with any, all, none') },
  )
  .refine((keywords) => Object.keys(keywords).length > 0, 'must have any, all or none');

/** Words of the message: at least one of `any`, each of `all`, not one of `none`. */
export interface KeywordsDefinition {
  readonly any?: readonly string[];
  readonly all?: readonly string[];
  readonly none?: readonly string[];
}

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
      raw: z.string().optional(),
      fields: z.record(z.string(), z.json()).default({}),
    }),
  ],
  { error: 'must be a message, or an object with message, source, format, level, severityNumber, raw, fields' },
);
export type RuleExample = z.infer<typeof EXAMPLE>;

/** `shadow`: its hits are counted and change nothing; `draft`: it is only checked. */
export const RULE_STATES = ['active', 'shadow', 'draft'] as const;
export type RuleState = (typeof RULE_STATES)[number];

const RULE_KEYS =
  'id, description, status, priority, pattern, flags, keywords, where, category, severity, triage, confidence, suggestion';

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
        priority: number(-MAX_PRIORITY, MAX_PRIORITY).int('must be a whole number').optional(),
        pattern: text(MAX_PATTERN_LENGTH).optional(),
        flags: z
          .string({ error: mustBe('a text') })
          .regex(/^[ims]*$/, 'must be of i (ignore case), m (^ and $ match at line ends), s (. matches line ends)')
          .default('i'),
        keywords: KEYWORDS.optional(),
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
      const words = rule.keywords?.any ?? rule.keywords?.all;
      if (rule.pattern === undefined && words === undefined && rule.where.length === 0) {
        const message = 'is missing: a rule needs a pattern, keywords (any or all) or a where';
        context.addIssue({ code: 'custom', path: ['pattern'], message });
      }
      if (rule.suggestion === undefined && rule.triage !== 'normal') {
        const message = `is missing: only a rule with triage normal may leave it out`;
        context.addIssue({ code: 'custom', path: ['suggestion'], message });
      }
    });
}

type WrittenRule = z.infer<ReturnType<typeof ruleSchema>>;

/** One rule as the file holds it, with its defaults filled in and keyword sets in place of their names. */
export type RuleDefinition = Omit<WrittenRule, 'keywords'> & { keywords?: KeywordsDefinition | undefined };

interface RuleFileContent {
  readonly version: 1;
  readonly rules: readonly RuleDefinition[];
}

/** The schema of a rule file when these categories are configured. */
export function ruleFileSchema(categories: readonly string[]): z.ZodType<RuleFileContent> {
  return z
    .strictObject(
      {
        version: z.literal(1, { error: mustBe('1, the version of this file format') }),
        keywordSets: z
          .record(text(64), WORDS, { error: mustBe('an object of lists of words, by the name of the set') })
          .default({}),
        rules: z
          .array(ruleSchema(categories), { error: mustBe('a list of rules') })
          .max(MAX_RULES, `must not hold more than ${String(MAX_RULES)} rules`),
      },
      { error: mustBe('an object with version, keywordSets and rules') },
    )
    .transform(({ version, keywordSets, rules }, context) => {
      const sets = new Map(Object.entries(keywordSets));
      const named = rules.map(({ keywords, ...rule }, i) => {
        if (keywords === undefined) return rule;
        const resolved: Record<string, readonly string[]> = {};
        for (const [kind, words] of Object.entries(keywords)) {
          const list = typeof words === 'string' ? sets.get(words) : words;
          if (list !== undefined) resolved[kind] = list;
          else
            context.addIssue({
              code: 'custom',
              path: ['rules', i, 'keywords', kind],
              message: `names the set "${String(words)}", which keywordSets does not have`,
            });
        }
        return { ...rule, keywords: resolved };
      });
      return { version, rules: named };
    });
}
