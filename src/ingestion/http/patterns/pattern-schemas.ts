import { z } from 'zod';
import { RULE_STATES } from '../../../classification/regex/rule-schema';
import { TRIAGES } from '../../../core/verdict';

export const patternListSchema = z
  .strictObject({
    patterns: z
      .array(
        z.strictObject({
          id: z.string(),
          status: z.enum(RULE_STATES).describe('shadow: its hits are counted and change nothing; draft: only checked'),
          pattern: z.string().nullable(),
          category: z.string(),
          severity: z.int().min(1).max(10),
          triage: z.enum(TRIAGES),
          hits: z.int().describe('Logs that it has decided, or in the shadow would have, since the start'),
        }),
      )
      .describe('In the order of the rule file: the first active one that matches decides'),
  })
  .meta({ id: 'PatternList' });
