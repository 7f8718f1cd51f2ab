import { batchLinesFor } from './line-producer';

describe('batchLinesFor', () => {
  it.each([
    [null, 1_000],
    [1e9, 1_000],
    [5_000, 500],
    [25, 2],
    [10, 1],
    [0.5, 1],
  ])('%p lines a second leave in batches of %i', (linesPerSecond, lines) => {
    expect(batchLinesFor(linesPerSecond)).toBe(lines);
  });
});
