import type { TriedRule } from '../classification/regex/rule-set';
import type { Votes } from '../classification/bert/heads';
import { levelBandOf } from '../classification/bert/level-evidence';
import { maskMessage } from '../core/mask';
import { toJson, type ClassifiedLogJson, type RawLog } from '../core/log';
import { InputError } from '../core/errors';
import type { Template } from '../core/template';
import { readingSteps } from './log-pipeline';
import { openEntries, type Batch } from './step';
import { classifyStep } from './steps/classify.step';
import type { OpenUnderstanding } from './understanding';

/** Why a line gets the answer it gets, step by step. */
export interface Explanation {
  /** The answer; it is not stored, and its id is that of no log. */
  readonly log: ClassifiedLogJson;
  /** Who took the line; the format it read is `log.format`. */
  readonly parser: string;
  /** The message as rules' memory and the model see it: what varies is masked. */
  readonly masked: string;
  /** `known` is false when nothing like it was seen yet. */
  readonly template: Template & { readonly known: boolean };
  /** The rules that could match, in the order of the rule file: the first that matches decides. */
  readonly rules: readonly TriedRule[];
  /** What the model says, even where a rule decides; null without a model. */
  readonly model: (Votes & { readonly version: string }) | null;
  /** From this confidence on the model's word stands. */
  readonly minConfidence: number;
}

/** Goes the way of one log with a lamp: nothing is stored, learned or sent. @throws InputError when a step refuses it */
export async function explainLog(
  raw: RawLog,
  understanding: OpenUnderstanding,
  { lineBytes, minConfidence }: { readonly lineBytes: number; readonly minConfidence: number },
): Promise<Explanation> {
  const { parsers, rules, lookups, templates, classifier, models } = understanding;
  const entries = openEntries([raw], Date.now(), lineBytes);
  const batch: Batch = { origin: 'explain', entries, recordsOf: null, keep: 'all', checkpoint: null };
  const [entry] = entries;
  if (entry === undefined) throw new Error('one log must give one entry');
  const { log } = entry;
  const { parser } = parsers.explain(log.raw, raw.source ?? raw.defaultSource, log.observedAt);
  for (const step of readingSteps({ ...understanding, enrichers: lookups })) await step(batch);
  log.masked = maskMessage(log.message);
  log.formId = templates.formIdOf(log.masked);
  const known = templates.find(log.masked);
  log.templateId = known?.id ?? log.formId;
  log.template = known?.text ?? log.masked;
  // A line without a level gets that of its verdict.
  const level = levelBandOf(log);
  await classifyStep(classifier)(batch);
  if (entry.outcome.kind === 'reject') {
    const { code, detail } = entry.outcome.error;
    throw new InputError('unprocessable', code, detail);
  }
  return {
    log: toJson(log),
    parser,
    masked: log.masked,
    template: { id: log.templateId, text: log.template, known: known !== null },
    rules: rules.rules.explain(log),
    model: (await models?.votesOn(log.masked, level)) ?? null,
    minConfidence,
  };
}
