import { z } from 'zod';

/** Formats that one configuration may add. */
const MAX_FORMATS = 200;
const NAME = /^[a-z][a-z0-9-]{0,40}$/;
const FIELD_TYPES = ['text', 'integer', 'number', 'seconds', 'milliseconds', 'microseconds'] as const;

const FORMAT = z
  .strictObject({
    /** Name under which its lines are stored. */
    name: z.string().regex(NAME, 'must be lower-case letters, digits and dashes, at most 41 of them'),
    /** Regular expression (RE2 syntax) with named groups. `message`, `level`, `source` and `time` have a meaning. */
    pattern: z.string().min(1).max(2000).optional(),
    /** Instead of a pattern: the nginx `log_format` or Apache `LogFormat` string. */
    logFormat: z.string().min(1).max(2000).optional(),
    /** Types of groups; durations become `durationMs`. */
    types: z.record(z.string(), z.enum(FIELD_TYPES)).optional(),
    /** strptime format of the group `time`, for times that are not recognised by themselves. */
    timestampFormat: z.string().min(1).max(100).optional(),
    /** The format's level words that are not known anyway, as words that are. */
    levels: z.record(z.string(), z.string()).optional(),
    /** Who writes such lines, when they do not name anybody. */
    source: z.string().min(1).max(200).optional(),
    /** Only lines of these sources are tried. */
    sources: z.array(z.string().min(1)).min(1).optional(),
    /** A line that must match when the configuration is loaded. */
    test: z.string().min(1).max(8192),
    /** What must be read out of it: `message`, `level`, `source`, `time` (ISO 8601) and fields. */
    expect: z.record(z.string(), z.json()).optional(),
  })
  .refine(({ pattern, logFormat }) => (pattern === undefined) !== (logFormat === undefined), {
    message: 'needs either "pattern" or "logFormat", and not both',
  });

/** Shape of `parsing.formats` in the configuration. */
export const CUSTOM_FORMATS_SCHEMA = z
  .array(FORMAT)
  .max(MAX_FORMATS, `must not hold more than ${String(MAX_FORMATS)} formats`);

/** One format of the configuration. */
export type CustomFormat = z.infer<typeof FORMAT>;
