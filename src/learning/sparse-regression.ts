import { softmax } from '../classification/bert/linear-head';
import { SparseHead, sparseScores } from '../classification/bert/sparse-head';
import { FEATURE_BUCKETS, type SparseVector } from '../classification/bert/text-features';
import { minimize, type Objective } from './lbfgs';

/** What a classifier over sparse vectors learns from. */
export interface SparseSample {
  readonly features: SparseVector;
  /** Its class, 0 … classes - 1. */
  readonly target: number;
}

/** The last bit of convergence is not worth its time: held-out results do not change any more. */
const STOP = { tolerance: 1e-6, maxIterations: 60 };

/**
 * Multinomial logistic regression as in `fitSoftmaxRegression`, over vectors that are zero nearly everywhere.
 * @param classWeights how much a sample of each class counts; one number a class
 */
export function fitSparseRegression(
  samples: readonly SparseSample[],
  classWeights: readonly number[],
  l2: number,
): SparseHead {
  const outputs = classWeights.length;
  const buckets = sharedBuckets(samples);
  const columnOf = new Map(Array.from(buckets, (bucket, column) => [bucket, column]));
  const dense = samples.map(({ features, target }) => ({ features: onlyThese(columnOf, features), target }));
  // Input by input the weights of all classes, and behind them the biases.
  const biasAt = buckets.length * outputs;
  const total = samples.reduce((sum, { target }) => sum + (classWeights[target] ?? 0), 0);

  const objective: Objective = (parameters, gradient) => {
    let value = 0;
    for (let at = 0; at < biasAt; at++) {
      const parameter = parameters[at] ?? 0;
      value += (l2 / 2) * parameter * parameter;
      gradient[at] = l2 * parameter;
    }
    gradient.fill(0, biasAt);
    const bias = parameters.subarray(biasAt);
    for (const { features, target } of dense) {
      const weight = (classWeights[target] ?? 0) / total;
      const probabilities = softmax(sparseScores(parameters, bias, features));
      value -= weight * Math.log(Math.max(probabilities[target] ?? 0, Number.MIN_VALUE));
      const slopes = probabilities.map((probability, k) => weight * (probability - (k === target ? 1 : 0)));
      addTo(gradient, features, slopes);
    }
    return value;
  };

  const parameters = minimize(objective, new Float64Array(biasAt + outputs), STOP);
  const weights = new Float32Array(FEATURE_BUCKETS * outputs);
  for (const [column, bucket] of buckets.entries()) {
    weights.set(parameters.subarray(column * outputs, (column + 1) * outputs), bucket * outputs);
  }
  return new SparseHead(weights, Float32Array.from(parameters.subarray(biasAt)));
}

/** Buckets that occur in more than one sample: what only one has says nothing about others, and is most of them. */
function sharedBuckets(samples: readonly SparseSample[]): Int32Array {
  const counts = new Int32Array(FEATURE_BUCKETS);
  for (const { features } of samples) for (const bucket of features.indices) counts[bucket] = (counts[bucket] ?? 0) + 1;
  return Int32Array.from(counts.keys()).filter((bucket) => (counts[bucket] ?? 0) > 1);
}

/** The features that stand in known buckets, numbered by their columns. */
function onlyThese(columnOf: ReadonlyMap<number, number>, { indices, values }: SparseVector): SparseVector {
  const columns = indices.map((bucket) => columnOf.get(bucket) ?? -1);
  return { indices: columns.filter((column) => column >= 0), values: values.filter((_, i) => (columns[i] ?? -1) >= 0) };
}

/** The gradient of one sample: its features, and 1 for the bias, times the slope of each class. */
function addTo(gradient: Float64Array, { indices, values }: SparseVector, slopes: readonly number[]): void {
  const outputs = slopes.length;
  for (let i = 0; i < indices.length; i++) {
    const offset = (indices[i] ?? 0) * outputs;
    const value = values[i] ?? 0;
    for (let k = 0; k < outputs; k++) gradient[offset + k] = (gradient[offset + k] ?? 0) + (slopes[k] ?? 0) * value;
  }
  const biasAt = gradient.length - outputs;
  for (let k = 0; k < outputs; k++) gradient[biasAt + k] = (gradient[biasAt + k] ?? 0) + (slopes[k] ?? 0);
}
