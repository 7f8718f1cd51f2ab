import { decodeFloats, encodeFloats, type SparseClassesFile } from './head-file';
import { inputsOf } from './linear-head';
import type { SparseVector } from './text-features';

/** Weights are kept in a byte, from -127 to 127 times the scale of their output. */
const STEPS = 127;
const LEAST_SCALE = 1e-12;

/** A linear layer over sparse vectors: one score an output. */
export class SparseHead {
  readonly outputs: number;
  readonly inputs: number;

  /**
   * @param weights input by input, `inputs × outputs`: an input that is there touches numbers that lie side by side
   * @throws Error when weights and bias do not fit together
   */
  constructor(
    readonly weights: Float32Array,
    readonly bias: Float32Array,
  ) {
    this.outputs = bias.length;
    this.inputs = inputsOf(weights, bias);
  }

  /** @throws Error when the layer is not `inputs × outputs` */
  static decode({ scales, weights, bias }: SparseClassesFile, inputs: number, outputs: number): SparseHead {
    const scale = decodeFloats(scales);
    const bytes = Buffer.from(weights, 'base64');
    const steps = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const floats = new Float32Array(steps.length);
    for (let at = 0; at < steps.length; at++) floats[at] = (steps[at] ?? 0) * (scale[at % outputs] ?? 0);
    const layer = new SparseHead(floats, decodeFloats(bias));
    if (layer.inputs !== inputs || layer.outputs !== outputs) {
      throw new Error(
        `a layer is ${String(layer.inputs)} × ${String(layer.outputs)}, ` +
          `expected ${String(inputs)} × ${String(outputs)}`,
      );
    }
    return layer;
  }

  encode(): SparseClassesFile {
    const { outputs, weights } = this;
    // An output whose weights are all zero needs some scale, too.
    const scales = new Float32Array(outputs).fill(LEAST_SCALE);
    for (let at = 0; at < weights.length; at++) {
      scales[at % outputs] = Math.max(scales[at % outputs] ?? 0, Math.abs(weights[at] ?? 0) / STEPS);
    }
    const steps = new Int8Array(weights.length);
    for (let at = 0; at < steps.length; at++) {
      steps[at] = Math.round((weights[at] ?? 0) / (scales[at % outputs] ?? LEAST_SCALE));
    }
    return {
      scales: encodeFloats(scales),
      weights: Buffer.from(steps.buffer).toString('base64'),
      bias: encodeFloats(this.bias),
    };
  }

  scores(vector: SparseVector): number[] {
    return sparseScores(this.weights, this.bias, vector);
  }
}

/**
 * One score an output.
 * @param weights input by input, `inputs × outputs`
 */
export function sparseScores(
  weights: Float32Array | Float64Array,
  bias: Float32Array | Float64Array,
  { indices, values }: SparseVector,
): number[] {
  const scores = Array.from(bias);
  for (let i = 0; i < indices.length; i++) {
    const offset = (indices[i] ?? 0) * scores.length;
    const value = values[i] ?? 0;
    for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] ?? 0) + (weights[offset + k] ?? 0) * value;
  }
  return scores;
}
