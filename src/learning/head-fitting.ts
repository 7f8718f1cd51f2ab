import { InputError } from '../core/errors';
import { TRIAGES, type Triage } from '../core/verdict';
import { ClassHead } from '../classification/bert/class-head';
import { Heads, SEVERITIES } from '../classification/bert/heads';
import type { Assessment, Example } from './examples';
import { fitSoftmaxRegression } from './softmax-regression';

/** Strength of the L2 penalty; chosen on family-held-out folds of the shipped corpus. */
const L2 = 2e-4;
/** A triage that fewer than this share of a category's examples have is taken for a slip of the labeller. */
const RARE_TRIAGE = 0.02;

/** An example with its embedding. */
export interface EmbeddedExample extends Example {
  readonly vector: Float32Array;
}
type Assessed = EmbeddedExample & { readonly assessment: Assessment };

/**
 * Fits the three heads to examples, not calibrated yet.
 * @param labels categories in the order of the outputs
 * @param base gives triage and severity when no example is assessed
 * @throws InputError when no example is assessed and there is no base
 */
export function fitHeads(examples: readonly EmbeddedExample[], labels: readonly string[], base: Heads | null): Heads {
  const category = fitClasses(examples, labels, (example) => example.category, 0.5);
  const assessed = examples.filter((example): example is Assessed => example.assessment !== null);
  if (assessed.length === 0) {
    if (base === null) {
      throw new InputError(
        'unprocessable',
        'no_assessment',
        'rows with a triage or a severity are missing, or all of one software, and there is no model to take them from',
      );
    }
    return new Heads(
      category,
      base.triage,
      base.severity,
      labels.map(() => TRIAGES),
    );
  }
  return new Heads(
    category,
    fitClasses(assessed, TRIAGES, ({ assessment }) => assessment.triage, 0.5),
    fitClasses(assessed, SEVERITIES, ({ assessment }) => assessment.severity, 0),
    labels.map((label) => triagesOf(assessed.filter((example) => example.category === label))),
  );
}

/**
 * @param balance power of the inverse class frequency by which an example counts: 0 counts every example the same,
 * 1 every class, 0.5 lies half-way
 */
function fitClasses<E extends EmbeddedExample, L extends string | number>(
  examples: readonly E[],
  labels: readonly L[],
  labelOf: (example: E) => L,
  balance: number,
): ClassHead<L> {
  const samples = examples.map((example) => ({ vector: example.vector, target: labels.indexOf(labelOf(example)) }));
  const counts = labels.map((_, index) => samples.filter(({ target }) => target === index).length);
  const weights = counts.map((count) => (count === 0 ? 0 : (samples.length / (labels.length * count)) ** balance));
  return new ClassHead(labels, fitSoftmaxRegression(samples, weights, L2));
}

/** The triages that examples of one category have; all of them when none is known. */
function triagesOf(examples: readonly Assessed[]): readonly Triage[] {
  const triages = TRIAGES.filter((triage) => {
    const count = examples.filter(({ assessment }) => assessment.triage === triage).length;
    return count > 0 && count >= RARE_TRIAGE * examples.length;
  });
  return triages.length > 0 ? triages : TRIAGES;
}
