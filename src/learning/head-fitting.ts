import { InputError } from '../core/errors';
import { TRIAGES, type Triage } from '../core/verdict';
import { ClassHead } from '../classification/bert/class-head';
import { Heads, SEVERITIES } from '../classification/bert/heads';
import { LexicalHeads } from '../classification/bert/lexical-heads';
import type { SparseHead } from '../classification/bert/sparse-head';
import { featuresOf, type SparseVector } from '../classification/bert/text-features';
import type { Assessment, Example } from './examples';
import { fitSoftmaxRegression } from './softmax-regression';
import { fitSparseRegression } from './sparse-regression';

/** Strengths of the L2 penalties; chosen on family-held-out folds of the shipped corpus. */
const L2 = 2e-4;
const LEXICAL_L2 = 1e-5;
/** A triage that fewer than this share of a category's examples have is taken for a slip of the labeller. */
const RARE_TRIAGE = 0.02;

/** An example with its embedding. */
export interface EmbeddedExample extends Example {
  readonly vector: Float32Array;
}
type Assessed = Example & { readonly assessment: Assessment };
type Featured = Example & { readonly features: SparseVector };

/**
 * Fits the three heads to examples, not calibrated yet.
 * @param labels categories in the order of the outputs
 * @param base gives triage and severity when no example is assessed
 * @throws InputError when no example is assessed and there is no base
 */
export function fitHeads(examples: readonly EmbeddedExample[], labels: readonly string[], base: Heads | null): Heads {
  const category = fitClasses(examples, labels, (example) => example.category, 0.5);
  const assessed = examples.filter(isAssessed);
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
      fitLexicalHeads(examples, labels),
    );
  }
  return new Heads(
    category,
    fitClasses(assessed, TRIAGES, ({ assessment }) => assessment.triage, 0.5),
    fitClasses(assessed, SEVERITIES, ({ assessment }) => assessment.severity, 0),
    triagesOfLabels(examples, labels),
    fitLexicalHeads(examples, labels),
  );
}

/** Which triages the examples of each label have. */
export function triagesOfLabels(examples: readonly Example[], labels: readonly string[]): (readonly Triage[])[] {
  const assessed = examples.filter(isAssessed);
  return labels.map((label) => triagesOf(assessed.filter((example) => example.category === label)));
}

/** Fits the heads over the letters of the texts; they need no embeddings. */
export function fitLexicalHeads(examples: readonly Example[], labels: readonly string[]): LexicalHeads {
  const featured = examples.map((example) => ({ ...example, features: featuresOf(example.text) }));
  const assessed = featured.filter(isAssessed);
  return new LexicalHeads(
    fitSparse(featured, labels, ({ category }) => category),
    assessed.length === 0 ? null : fitSparse(assessed, TRIAGES, ({ assessment }) => assessment.triage),
  );
}

function fitSparse<E extends Featured, L extends string>(
  examples: readonly E[],
  labels: readonly L[],
  labelOf: (example: E) => L,
): SparseHead {
  const samples = examples.map((example) => ({ features: example.features, target: labels.indexOf(labelOf(example)) }));
  return fitSparseRegression(samples, weightsOf(samples, labels.length, 0.5), LEXICAL_L2);
}

function isAssessed<E extends Example>(example: E): example is E & { readonly assessment: Assessment } {
  return example.assessment !== null;
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
  return new ClassHead(labels, fitSoftmaxRegression(samples, weightsOf(samples, labels.length, balance), L2));
}

function weightsOf(samples: readonly { readonly target: number }[], classes: number, balance: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { target } of samples) counts[target] = (counts[target] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 0 : (samples.length / (classes * count)) ** balance));
}

/** The triages that examples of one category have; all of them when none is known. */
function triagesOf(examples: readonly Assessed[]): readonly Triage[] {
  const triages = TRIAGES.filter((triage) => {
    const count = examples.filter(({ assessment }) => assessment.triage === triage).length;
    return count > 0 && count >= RARE_TRIAGE * examples.length;
  });
  return triages.length > 0 ? triages : TRIAGES;
}
