import { z } from 'zod';
import { TRIAGES } from '../../../core/verdict';
import { MAX_CATEGORY } from '../../../learning/labelled-table';

const MAX_NOTE = 2_000;
const MAX_NAME = 200;
const MAX_PAGE = 1_000;
const DEFAULT_PAGE = 100;

/** A text that is not empty and that PostgreSQL can keep. */
function text(max: number): z.ZodString {
  return z
    .string('must be a text')
    .trim()
    .min(1, `must have 1 to ${String(max)} characters`)
    .max(max, `must have 1 to ${String(max)} characters`)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'must not hold NUL or half a character');
}

const severity = z.int('must be a whole number from 1 to 10').min(1, 'must be 1 to 10').max(10, 'must be 1 to 10');

/** What `POST /feedback` takes. */
export const newFeedbackSchema = z
  .strictObject({
    logId: z.uuid('must be the id of a log').optional().describe('The log that was answered'),
    message: z.string('must be a text').optional().describe('The text, when there is no stored log'),
    category: text(MAX_CATEGORY).describe('The right category; any label, also one that no model knows yet'),
    triage: z.enum(TRIAGES, `must be one of ${TRIAGES.join(', ')}`).optional(),
    severity: severity.optional(),
    note: text(MAX_NOTE).optional().describe('Why, for people'),
    who: text(MAX_NAME).optional().describe('Who says so'),
  })
  .refine(({ logId, message }) => (logId === undefined) !== (message === undefined), {
    path: ['logId'],
    message: 'give either logId or message',
  })
  .meta({
    id: 'NewFeedback',
    example: { message: 'Invoice 8841 could not be routed to an approver', category: 'Workflow Error', who: 'mara' },
  });
export type NewFeedback = z.output<typeof newFeedbackSchema>;

/** Feedback as it is stored. */
export const feedbackSchema = z
  .strictObject({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    logId: z.uuid().nullable(),
    message: z.string().describe('The message of the log, without its header and without secrets'),
    category: z.string(),
    triage: z.enum(TRIAGES).nullable(),
    severity: z.int().nullable(),
    note: z.string().nullable(),
    who: z.string().nullable(),
    answeredCategory: z.string().nullable().describe('What the log had been answered with'),
    modelVersion: z.string().nullable().describe('The model that had answered; null when none did'),
  })
  .meta({ id: 'Feedback' });

/** What `POST /feedback` answers. */
export const givenFeedbackSchema = feedbackSchema
  .extend({ known: z.boolean().describe('Whether the current model can answer with this category') })
  .meta({ id: 'GivenFeedback' });

export const feedbackPageSchema = z
  .strictObject({
    feedback: z.array(feedbackSchema),
    next: z.string().nullable().describe('Cursor of the next page, null on the last'),
  })
  .meta({ id: 'FeedbackPage' });

export const feedbackQuerySchema = z.strictObject({
  cursor: z.uuid('must be `next` of the page before').optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
