import { setImmediate } from 'node:timers/promises';
import type { Heads, Prediction } from '../classification/bert/heads';
import type { Scores } from '../classification/bert/scores';
import { softmax } from '../classification/bert/linear-head';
import { evaluate, type Evaluation, type Judged } from './evaluator';
import { groupFolds } from './folds';
import { expectedOf, type Example } from './examples';
import type { EmbeddedExample } from './head-fitting';
import { fitTemperature, type HeldOutScores } from './temperature';

/** Parts into which examples are dealt. */
export const FOLDS = 5;

export interface CrossValidation {
  /** What was kept together: software families, or single texts when there are too few families to hold any out. */
  readonly heldOut: 'family' | 'text';
  readonly folds: number;
  /** Calibrates the confidence of heads fitted to all examples. */
  readonly temperature: number;
  readonly evaluation: Evaluation;
}

/** An example as heads see it that have not seen its group. */
export interface HeldOut {
  readonly example: Example;
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
    results.push(
      ...left.map((example) => heldOutAnswer(example, fold, heads, heads.scores(example.vector, example.text))),
    );
  }
  onFold(count, count);
  return validationOf(results, heldOut);
}

/** Judges answers to held-out examples, whoever gave them. */
export function validationOf(results: readonly HeldOut[], heldOut: CrossValidation['heldOut']): CrossValidation {
  const folds = new Set(results.map(({ fold }) => fold)).size;
  return {
    heldOut,
    folds,
    temperature: fitTemperature(results.map(({ scores }) => scores)),
    evaluation: evaluate(calibrated(results)),
  };
}

/** What heads make of the scores of an example that they have not seen. */
export function heldOutAnswer(example: Example, fold: number, heads: Heads, scores: Scores): HeldOut {
  return {
    example,
    fold,
    prediction: heads.decide(scores),
    scores: { scores: scores.category, target: heads.category.labels.indexOf(example.category) },
  };
}

/**
 * The answers, in their order, with the confidence that they would have had with a temperature from the other folds.
 */
export function calibrated(results: readonly HeldOut[]): Judged[] {
  const temperatures = new Map<number, number>();
  for (const { fold } of results) {
    if (temperatures.has(fold)) continue;
    const others = results.filter((result) => result.fold !== fold);
    temperatures.set(fold, fitTemperature(others.map(({ scores }) => scores)));
  }
  return results.map(({ example, fold, prediction, scores: { scores } }) => ({
    expected: expectedOf(example),
    actual: { ...prediction, confidence: Math.max(...softmax(scores, temperatures.get(fold))) },
  }));
}
