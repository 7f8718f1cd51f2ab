import { z } from 'zod';

const scoresSchema = z.looseObject({ accuracy: z.number(), macroF1: z.number() });

/** `metrics.json`: what is read of it; the rest is shown as it is. */
export const metricsSchema = z.looseObject({
  /** What was held out: single texts are easier to get right than whole kinds of software. */
  heldOut: z.string(),
  evaluation: z.looseObject({
    category: scoresSchema,
    triage: scoresSchema.nullable(),
    /** Mean absolute error on the scale 1–10. */
    severityError: z.number().nullable(),
    calibrationError: z.number(),
  }),
});
export type VersionMetrics = z.infer<typeof metricsSchema>;
