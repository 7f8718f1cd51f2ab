import { softmax } from '../classification/bert/linear-head';
import { fitTemperature } from './temperature';

/** Scores that claim `claimed` for class 0, which is right in `right` of 100 cases. */
function claims(claimed: number, right: number): { scores: number[]; target: number }[] {
  const score = Math.log(claimed / (1 - claimed));
  return Array.from({ length: 100 }, (_, i) => ({ scores: [score, 0], target: i < right ? 0 : 1 }));
}

describe('fitTemperature', () => {
  it.each([
    [0.99, 80],
    [0.7, 70],
    [0.6, 90],
  ])('turns a claim of %d into the share of right answers, %d %%', (claimed, right) => {
    const heldOut = claims(claimed, right);
    const temperature = fitTemperature(heldOut);
    expect(softmax(heldOut[0]!.scores, temperature)[0]).toBeCloseTo(right / 100, 3);
  });

  it('is above 1 for the boastful and below 1 for the timid', () => {
    expect(fitTemperature(claims(0.99, 80))).toBeGreaterThan(1);
    expect(fitTemperature(claims(0.6, 90))).toBeLessThan(1);
  });
});
