import { softmax } from '../classification/bert/linear-head';

/** Scores that a head gave to vectors it was not trained on, with the right class. */
export interface HeldOutScores {
  readonly scores: readonly number[];
  readonly target: number;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** The search interval in natural logarithms: temperatures 0.05 to 20. */
const WIDEST = Math.log(20);
const PRECISION = 1e-4;

/**
 * The temperature under which the softmax of held-out scores has the least negative log-likelihood (Guo, Pleiss, Sun
 * and Weinberger, On Calibration of Modern Neural Networks, 2017), by golden-section search.
 */
export function fitTemperature(heldOut: readonly HeldOutScores[]): number {
  const loss = (logTemperature: number): number => {
    const temperature = Math.exp(logTemperature);
    return heldOut.reduce((sum, { scores, target }) => {
      return sum - Math.log(Math.max(softmax(scores, temperature)[target] ?? 0, Number.MIN_VALUE));
    }, 0);
  };
  let low = -WIDEST;
  let high = WIDEST;
  while (high - low > PRECISION) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}
