import { decodeFloats, encodeFloats, type LayerFile } from './head-file';

/**
 * How many inputs a layer of these weights and biases has.
 * @throws Error when the two do not fit together
 */
export function inputsOf(weights: Float32Array, bias: Float32Array): number {
  const inputs = weights.length / bias.length;
  if (Number.isInteger(inputs) && inputs > 0) return inputs;
  throw new Error(`${String(weights.length)} weights do not fit ${String(bias.length)} outputs`);
}

/** A linear layer over an embedding: one score an output. */
export class LinearHead {
  readonly inputs: number;
  readonly outputs: number;

  /**
   * @param weights row by row, `outputs × inputs`
   * @param bias one number an output
   * @throws Error when the two do not fit together
   */
  constructor(
    readonly weights: Float32Array,
    readonly bias: Float32Array,
  ) {
    this.outputs = bias.length;
    this.inputs = inputsOf(weights, bias);
  }

  /** @param name what it is called in the error @throws Error when it is not `outputs × inputs` */
  static decode({ weights, bias }: LayerFile, inputs: number, outputs: number, name = 'a layer'): LinearHead {
    const layer = new LinearHead(decodeFloats(weights), decodeFloats(bias));
    if (layer.inputs === inputs && layer.outputs === outputs) return layer;
    throw new Error(
      `${name} is ${String(layer.outputs)} × ${String(layer.inputs)}, ` +
        `expected ${String(outputs)} × ${String(inputs)}`,
    );
  }

  encode(): LayerFile {
    return { weights: encodeFloats(this.weights), bias: encodeFloats(this.bias) };
  }

  /** Scores of one vector of `inputs` numbers. */
  scores(vector: Float32Array): number[] {
    return Array.from(this.bias, (bias, output) => {
      const offset = output * this.inputs;
      let sum = bias;
      for (let i = 0; i < this.inputs; i++) sum += (this.weights[offset + i] ?? 0) * (vector[i] ?? 0);
      return sum;
    });
  }
}

/** Probabilities of scores; a temperature above 1 makes them less certain (Guo et al. 2017, temperature scaling). */
export function softmax(scores: readonly number[], temperature = 1): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Index of the largest value; the first one of equals. */
export function argMax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
