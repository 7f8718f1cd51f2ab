import { setImmediate } from 'node:timers/promises';
import type { Heads, Prediction } from '../classification/bert/heads';
import { softmax } from '../classification/bert/linear-head';
import { evaluate, type Evaluation, type Judged } from './evaluator';
import { groupFolds } from './folds';
import type { EmbeddedExample } from './head-fitting';
import { fitTemperature, type HeldOutScores } from './temperature';

const FOLDS = 5;

export interface CrossValidation {
  /** What was kept together: software families, or single texts when there are too few families to hold any out. */
  readonly heldOut: 'family' | 'text';
  readonly folds: number;
  /** Calibrates the confidence of heads fitted to all examples. */
  readonly temperature: number;
  readonly evaluation: Evaluation;
}

/** An example as heads see it that have not seen its group. */
interface HeldOut {
  readonly example: EmbeddedExample;
  readonly fold: number;
  readonly prediction: Prediction;
  /** Scores of the categories. */
  readonly scores: HeldOutScores;
}

/**
 * Judges a way of fitting heads on software that they have not seen: whole groups are left out in turn, never single
 * rows at random, because rows of one program resemble each other. The confidence of a fold is calibrated on the
 * other folds.
 */
export async function crossValidate(
  examples: readonly EmbeddedExample[],
  fit: (training: readonly EmbeddedExample[]) => Heads,
  onFold: (done: number, total: number) => void,
): Promise<CrossValidation> {
  const families = new Set(examples.map(({ family }) => family));
  const heldOut = families.has(null) || families.size < FOLDS ? 'text' : 'family';
  const folds = groupFolds(
    examples.map(({ family, text }) => (heldOut === 'family' ? (family ?? text) : text)),
    FOLDS,
  );
  const count = Math.max(...folds) + 1;
  const results: HeldOut[] = [];
  for (let fold = 0; fold < count; fold++) {
    onFold(fold, count);
    // Fitting holds the thread for some seconds: let progress be shown in between.
    await setImmediate();
    const heads = fit(examples.filter((_, index) => folds[index] !== fold));
    const left = examples.filter((_, index) => folds[index] === fold);
    results.push(...left.map((example) => resultOf(example, fold, heads)));
  }
  onFold(count, count);
  return {
    heldOut,
    folds: count,
    temperature: fitTemperature(results.map(({ scores }) => scores)),
    evaluation: evaluate(calibrated(results, count)),
  };
}

function resultOf(example: EmbeddedExample, fold: number, heads: Heads): HeldOut {
  const { layer, labels } = heads.category;
  return {
    example,
    fold,
    prediction: heads.predict(example.vector),
    scores: { scores: layer.scores(example.vector), target: labels.indexOf(example.category) },
  };
}

/** The answers with the confidence that they would have had with a temperature from the other folds. */
function calibrated(results: readonly HeldOut[], folds: number): Judged[] {
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const others = results.filter((result) => result.fold !== fold);
    const temperature = fitTemperature(others.map(({ scores }) => scores));
    return results
      .filter((result) => result.fold === fold)
      .map(({ example, prediction, scores: { scores } }) => ({
        expected: {
          category: example.category,
          triage: example.assessment?.triage ?? null,
          severity: example.assessment?.severity ?? null,
        },
        actual: { ...prediction, confidence: Math.max(...softmax(scores, temperature)) },
      }));
  });
}
