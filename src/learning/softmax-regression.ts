import { LinearHead, softmax } from '../classification/bert/linear-head';
import { minimize, type Objective } from './lbfgs';

/** What a classifier learns from. */
export interface Sample {
  readonly vector: Float32Array;
  /** Its class, 0 … classes - 1. */
  readonly target: number;
}

const STOP = { tolerance: 1e-4, maxIterations: 300 };

/**
 * Multinomial logistic regression: minimises the weighted mean cross-entropy plus `l2 / 2` times the squared weights
 * (the bias is free). The function is convex, so the result depends on the data only.
 * @param samples vectors all of one length
 * @param classWeights how much a sample of each class counts; one number a class
 */
export function fitSoftmaxRegression(
  samples: readonly Sample[],
  classWeights: readonly number[],
  l2: number,
): LinearHead {
  const inputs = samples[0]?.vector.length ?? 0;
  const outputs = classWeights.length;
  // The parameters are the weights class by class, each followed by its bias.
  const width = inputs + 1;
  const total = samples.reduce((sum, { target }) => sum + (classWeights[target] ?? 0), 0);

  const objective: Objective = (parameters, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (const { vector, target } of samples) {
      const weight = (classWeights[target] ?? 0) / total;
      const probabilities = softmax(scoresOf(parameters, vector, outputs));
      value -= weight * Math.log(Math.max(probabilities[target] ?? 0, Number.MIN_VALUE));
      for (let output = 0; output < outputs; output++) {
        const slope = weight * ((probabilities[output] ?? 0) - (output === target ? 1 : 0));
        const offset = output * width;
        for (let i = 0; i < inputs; i++) gradient[offset + i] = (gradient[offset + i] ?? 0) + slope * (vector[i] ?? 0);
        gradient[offset + inputs] = (gradient[offset + inputs] ?? 0) + slope;
      }
    }
    for (let at = 0; at < parameters.length; at++) {
      if (at % width === inputs) continue;
      const parameter = parameters[at] ?? 0;
      value += (l2 / 2) * parameter * parameter;
      gradient[at] = (gradient[at] ?? 0) + l2 * parameter;
    }
    return value;
  };

  const parameters = minimize(objective, new Float64Array(outputs * width), STOP);
  const weights = new Float32Array(outputs * inputs);
  const bias = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    weights.set(parameters.subarray(output * width, output * width + inputs), output * inputs);
    bias[output] = parameters[output * width + inputs] ?? 0;
  }
  return new LinearHead(weights, bias);
}

function scoresOf(parameters: Float64Array, vector: Float32Array, outputs: number): number[] {
  const inputs = vector.length;
  const scores: number[] = [];
  for (let output = 0; output < outputs; output++) {
    const offset = output * (inputs + 1);
    let sum = parameters[offset + inputs] ?? 0;
    for (let i = 0; i < inputs; i++) sum += (parameters[offset + i] ?? 0) * (vector[i] ?? 0);
    scores.push(sum);
  }
  return scores;
}
