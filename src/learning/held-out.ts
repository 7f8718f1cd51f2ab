import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { SEVERITIES } from '../classification/bert/heads';
import type { LexicalHeads } from '../classification/bert/lexical-heads';
import type { LexicalScores, Scores } from '../classification/bert/scores';
import { InputError, messageOf } from '../core/errors';
import { TRIAGES } from '../core/verdict';
import { hashOfExamples, type Example } from './examples';
import { fitLexicalHeads } from './head-fitting';

/** What models that have not seen an example's software say about it; in the order of the examples. */
const heldOutSchema = z.object({
  /** SHA-256 of the examples, as in a model's manifest. */
  data: z.string(),
  /** Categories in the order of their scores. */
  labels: z.array(z.string()).min(2),
  /** Which fold was left out when this example was answered. */
  folds: z.array(z.int().nonnegative()),
  /** Per example the scores of the categories, the triages and the severities, one behind the other. */
  scores: z.array(z.array(z.number())),
});
export type HeldOutFile = z.infer<typeof heldOutSchema>;

/** @throws InputError when the file cannot be read or is of another form */
export function readHeldOut(file: string): HeldOutFile {
  try {
    return heldOutSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new InputError('invalid', 'held_out_broken', `${file}: ${messageOf(error)}`);
  }
}

/** What the two kinds of heads say about an example of software that they have not seen. */
export interface HeldOutVote {
  readonly example: Example;
  readonly fold: number;
  readonly semantic: Scores;
  readonly lexical: LexicalScores;
}

/**
 * What an encoder with its heads, and heads over the letters, say about software that they have not seen, in the order
 * of the examples. Such an encoder is made anew for each fold, which takes an hour, so its scores are kept; the heads
 * over the letters are fitted here, fold by fold.
 * @throws InputError when the file is about other examples
 */
export async function heldOutVotes(examples: readonly Example[], file: HeldOutFile): Promise<HeldOutVote[]> {
  if (file.data !== hashOfExamples(examples) || file.scores.length !== examples.length) {
    throw new InputError(
      'unprocessable',
      'other_examples',
      'these answers are about another state of the labelled lines; fine-tune the encoder again (training/README.md)',
    );
  }
  const blind = new Map<number, LexicalHeads>();
  for (const fold of new Set(file.folds)) {
    // Fitting holds the thread for some seconds: let signals be heard in between.
    await setImmediate();
    const seen = examples.filter((_, index) => file.folds[index] !== fold);
    blind.set(fold, fitLexicalHeads(seen, file.labels));
  }
  return examples.map((example, index) => {
    const fold = file.folds[index] ?? 0;
    const lexical = blind.get(fold)?.scores(example.text);
    if (lexical === undefined) throw new Error(`fold ${String(fold)} has no heads`);
    return { example, fold, semantic: split(file.scores[index] ?? [], file.labels.length), lexical };
  });
}

function split(row: readonly number[], labels: number): Scores {
  const triages = labels + TRIAGES.length;
  if (row.length !== triages + SEVERITIES.length) {
    throw new InputError(
      'invalid',
      'held_out_broken',
      `${String(row.length)} scores do not fit ${String(labels)} labels`,
    );
  }
  return { category: row.slice(0, labels), triage: row.slice(labels, triages), severity: row.slice(triages) };
}
