import { softmax } from '../classification/bert/linear-head';
import { fitSoftmaxRegression } from './softmax-regression';

describe('fitSoftmaxRegression', () => {
  it('without features and penalty gives the class frequencies', () => {
    const samples = [0, 0, 0, 1].map((target) => ({ vector: Float32Array.of(0), target }));
    const head = fitSoftmaxRegression(samples, [1, 1], 0);
    expect(softmax(head.scores(Float32Array.of(0)))[0]).toBeCloseTo(0.75, 3);
  });

  it('counts classes by their weight', () => {
    const samples = [0, 0, 0, 1].map((target) => ({ vector: Float32Array.of(0), target }));
    const head = fitSoftmaxRegression(samples, [1, 3], 0);
    expect(softmax(head.scores(Float32Array.of(0)))[0]).toBeCloseTo(0.5, 3);
  });

  it('meets the closed-form condition: the penalty balances the errors', () => {
    const samples = [
      { vector: Float32Array.of(1), target: 0 },
      { vector: Float32Array.of(-1), target: 1 },
    ];
    const l2 = 0.1;
    const head = fitSoftmaxRegression(samples, [1, 1], l2);
    // At the minimum l2·w = mean error; by symmetry w0 = -w1 and the error is 1 - p.
    const [right = 0] = softmax(head.scores(Float32Array.of(1)));
    expect(l2 * (head.weights[0] ?? 0)).toBeCloseTo(1 - right, 3);
    expect(head.weights[1]).toBeCloseTo(-(head.weights[0] ?? 0), 5);
  });

  it('separates classes that a line can separate', () => {
    const samples = [
      [0, 0],
      [0, 2],
      [2, 0],
    ].flatMap(([x = 0, y = 0], target) =>
      [0, 0.2, 0.4].map((shift) => ({ vector: Float32Array.of(x + shift, y - shift), target })),
    );
    const head = fitSoftmaxRegression(samples, [1, 1, 1], 1e-3);
    for (const { vector, target } of samples) {
      const probabilities = softmax(head.scores(vector));
      expect(probabilities.indexOf(Math.max(...probabilities))).toBe(target);
    }
  });
});
