import { z } from 'zod';
import { CATEGORY_NAMES } from '../../core/verdict';
import { mustBe, text } from '../field-schema';
import { wordsOf, type KnowledgeBase } from './suggestions';

const MAX_ENTRIES = 5000;
const MAX_PHRASES = 100;
/** Fewer letters begin too many words. */
const MIN_LETTERS = 3;

const PHRASE = text(60).refine(
  (phrase) => wordsOf(phrase).replaceAll(' ', '').length >= MIN_LETTERS,
  `must hold at least ${String(MIN_LETTERS)} letters; only letters count`,
);
const PHRASES = z
  .array(PHRASE, { error: mustBe('a list of words or phrases') })
  .min(1, 'must not be empty')
  .max(MAX_PHRASES, `must not hold more than ${String(MAX_PHRASES)} phrases`);
const TEXT = text(500);
const DEFAULTS = z.strictObject(
  { incident: TEXT, preventive_action: TEXT },
  { error: mustBe('an object with incident and preventive_action') },
);

/** The schema of a file of suggestions when these categories are configured. */
export function suggestionFileSchema(categories: readonly string[]): z.ZodType<KnowledgeBase> {
  const category = z.enum(categories, { error: mustBe(`one of ${categories.join(', ')}`) });
  const entry = z.strictObject(
    {
      category: z.union([category.transform((name) => [name]), z.array(category).min(1)], {
        error: mustBe(`one or a list of ${categories.join(', ')}`),
      }),
      software: PHRASES.default([]),
      cue: PHRASES,
      text: TEXT,
    },
    { error: mustBe('an object with category, software, cue, text') },
  );
  const defaults = z.strictObject(
    Object.fromEntries(
      categories.map((name) => [name, CATEGORY_NAMES.includes(name) ? DEFAULTS : DEFAULTS.optional()]),
    ),
    {
      error: mustBe(`an object with ${categories.join(', ')}`),
    },
  );
  return z.strictObject(
    {
      version: z.literal(1, { error: mustBe('1, the version of this file format') }),
      entries: z
        .array(entry, { error: mustBe('a list of entries') })
        .max(MAX_ENTRIES, `must not hold more than ${String(MAX_ENTRIES)} entries`),
      // A category of the user's own may do with those of `otherwise`.
      defaults: defaults.transform(
        (given) =>
          new Map(
            Object.entries(given).flatMap(([name, texts]) => (texts === undefined ? [] : [[name, texts] as const])),
          ),
      ),
      otherwise: DEFAULTS,
    },
    { error: mustBe('an object with version, entries, defaults, otherwise') },
  );
}
