import { z } from 'zod';
import { isObject } from '../../core/json';
import { SigmaRefusal } from './sigma-refusal';

const NAME = z.string().optional();
const TEXTS = z
  .union([z.string(), z.array(z.unknown())])
  .optional()
  .catch(undefined)
  .transform((value) =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : value === undefined ? [] : [value],
  );

const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type SigmaLevel = (typeof LEVELS)[number];

/** The parts of a Sigma rule that are read; the rest is for people. */
const schema = z.object({
  title: z.string({ error: 'no title' }).trim().min(1, 'no title'),
  id: z.string().optional().catch(undefined),
  status: z.string().optional(),
  description: z.string().optional().catch(undefined),
  author: z.string().optional().catch(undefined),
  tags: TEXTS,
  falsepositives: TEXTS,
  level: z.enum(LEVELS, { error: `level: must be one of ${LEVELS.join(', ')}` }).default('medium'),
  logsource: z.object({ category: NAME, product: NAME, service: NAME }, { error: 'no logsource' }),
  detection: z.record(z.string(), z.unknown(), { error: 'no detection' }),
});

/** A Sigma rule as its file holds it, {@link https://github.com/SigmaHQ/sigma-specification version 2}. */
export type SigmaRule = z.output<typeof schema>;

/** @throws SigmaRefusal for what is no Sigma rule, or one of a kind that is not imported */
export function readSigmaRule(document: unknown): SigmaRule {
  if (!isObject(document)) throw new SigmaRefusal('not a Sigma rule');
  if ('correlation' in document) throw new SigmaRefusal('a correlation rule: it looks at several logs together');
  if ('filter' in document) throw new SigmaRefusal('a filter for other rules');
  if ('action' in document) throw new SigmaRefusal('a collection (action: …) of rules');
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SigmaRefusal(`not a Sigma rule: ${issue?.message ?? ''}`);
  }
  const { status, detection } = parsed.data;
  if (status === 'deprecated' || status === 'unsupported') throw new SigmaRefusal(`status ${status}`);
  if ('timeframe' in detection) throw new SigmaRefusal('a timeframe: it looks at several logs together');
  return parsed.data;
}
