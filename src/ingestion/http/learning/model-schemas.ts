import { z } from 'zod';
import { currentSchema } from '../../../classification/bert/classifier-model';

/** What a version is, as lists show it. */
const modelSchema = z
  .strictObject({
    version: z.string(),
    roles: z.array(z.enum(['current', 'previous', 'candidate'])),
    labels: z.array(z.string()),
    rows: z.int().nullable().describe('Distinct examples that it was trained on'),
    createdAt: z.iso.datetime().nullable(),
    metrics: z
      .strictObject({
        heldOut: z.string().describe('What it was judged on: family (software it had not seen) or text'),
        macroF1: z.number(),
        accuracy: z.number(),
        triageMacroF1: z.number().nullable(),
        severityError: z.number().nullable(),
        calibrationError: z.number(),
      })
      .nullable(),
    problem: z.string().nullable().describe('Why it cannot be used; null when it can'),
  })
  .meta({ id: 'Model' });
export type ModelJson = z.output<typeof modelSchema>;

export const modelListSchema = z
  .strictObject({
    current: z.string().nullable().describe('The version that answers'),
    previous: z.string().nullable().describe('The version that a rollback goes back to'),
    candidate: z
      .strictObject({
        version: z.string(),
        share: z.number().nullable().describe('Of the templates; null in shadow mode'),
      })
      .nullable(),
    models: z.array(modelSchema).describe('Oldest first'),
  })
  .meta({ id: 'ModelList' });
export type ModelListJson = z.output<typeof modelListSchema>;

const answersSchema = z.record(z.string(), z.int());

export const modelReportSchema = z
  .strictObject({
    model: modelSchema,
    metrics: z.looseObject({}).describe('metrics.json of the version, with the scores of every label'),
    live: z.strictObject({
      since: z.iso.datetime().describe('Start of the server'),
      answers: answersSchema.describe('Model verdicts by category; in shadow mode those that nobody got'),
      shadow: z
        .strictObject({ agreed: z.int(), differed: z.int(), skipped: z.int() })
        .describe('Logs answered like the current version, differently, or not asked about'),
    }),
    feedback: z
      .strictObject({ given: z.int(), agreed: z.int() })
      .describe('What people said about answers of this version, and how much of it confirms them'),
  })
  .meta({ id: 'ModelReport' });
export type ModelReportJson = z.output<typeof modelReportSchema>;

/** What `POST /models/{version}/promote` takes. */
export const promotionSchema = z
  .strictObject({
    force: z.boolean('must be true or false').default(false).describe('Also when it is worse than the current one'),
  })
  .meta({ id: 'Promotion' });

/** What `POST /models/{version}/candidate` takes. */
export const trialSchema = z
  .union(
    [
      z.strictObject({ share: z.number().min(0).max(1).describe('Share of the templates that it answers') }),
      z.strictObject({ shadow: z.literal(true).describe('Its answers are only compared') }),
    ],
    'give either share, a number from 0 to 1, or shadow: true',
  )
  .meta({ id: 'Trial', example: { share: 0.1 } });

/** A flag as JSON or as text of a form or a query. */
const flag = z.union([z.boolean(), z.stringbool()], 'must be true or false');

/** How to train; in a form its fields, else in the query or beside the rows. */
export const trainingOptionsSchema = z.strictObject({
  withCorpus: flag.default(false).describe('Add the lines of CORPUS_DIR'),
  withFeedback: flag.default(true).describe('Add what people have said'),
  promote: flag.default(false).describe('Let the version answer at once, if it is not worse than the current one'),
  name: currentSchema.shape.version.optional().describe('Name of the version; by default day and hash'),
});
export type TrainingOptions = z.output<typeof trainingOptionsSchema>;

/** What `POST /models/train` takes as JSON. */
export const newTrainingSchema = trainingOptionsSchema
  .extend({
    rows: z
      .array(z.unknown(), 'must be a list of rows')
      .default([])
      .describe('Objects with message, target_label and, if known, triage, severity and family'),
  })
  .meta({
    id: 'NewTraining',
    example: { withCorpus: true, rows: [{ message: 'Approval 7 is stuck', target_label: 'Workflow Error' }] },
  });

export const trainingSchema = z
  .strictObject({
    id: z.uuid(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    phase: z.enum(['encode', 'evaluate', 'fit']),
    done: z.int().describe('Of the phase'),
    total: z.int(),
    rows: z.int(),
    version: z.string().nullable().describe('The new version, once it is saved'),
    promoted: z.boolean(),
    problem: z.string().nullable().describe('Why there is no version, or why it was not promoted'),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Training' });
export type TrainingJson = z.output<typeof trainingSchema>;
