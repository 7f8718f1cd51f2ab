import { z } from 'zod';
import { classifiedLogSchema } from '../../../pipeline/api-schemas';

const votes = z.array(z.strictObject({ label: z.string(), probability: z.number().min(0).max(1) }));

export const explanationSchema = z
  .strictObject({
    log: classifiedLogSchema.describe('The answer; it is not stored'),
    parser: z.string().describe('Who took the line; the format it read is in the log'),
    masked: z.string().describe('The message with its variable parts masked: what the model sees'),
    template: z.strictObject({
      id: z.uuid(),
      text: z.string(),
      known: z.boolean().describe('False when nothing like it was seen yet'),
    }),
    rules: z
      .array(
        z.strictObject({
          ruleId: z.string(),
          conditions: z.boolean().describe('Its conditions on the log hold'),
          pattern: z.boolean().describe('Its pattern matches, and so do the conditions on what it captured'),
          matched: z.boolean(),
        }),
      )
      .describe('The rules that could match, in the order of the rule file: the first that matches decides'),
    model: z
      .strictObject({ version: z.string(), categories: votes, triages: votes })
      .nullable()
      .describe('What the model says, even where a rule decides'),
    minConfidence: z.number().describe("From this confidence on the model's word stands"),
  })
  .meta({ id: 'Explanation' });
