import { FEATURE_BUCKETS, featuresOf } from './text-features';

function lookup(text: string): Map<number, number> {
  const { indices, values } = featuresOf(text);
  return new Map(Array.from(indices, (index, at) => [index, values[at] ?? 0]));
}

function similarity(a: string, b: string): number {
  const others = lookup(b);
  return [...lookup(a)].reduce((sum, [index, value]) => sum + value * (others.get(index) ?? 0), 0);
}

describe('featuresOf', () => {
  it('gives words and letters a length of 1 each', () => {
    expect(similarity('Disk sda failed twice', 'Disk sda failed twice')).toBeCloseTo(2, 5);
  });

  it('does not mind case, and minds word order only a little', () => {
    expect(featuresOf('Disk FAILED')).toEqual(featuresOf('disk failed'));
    expect(similarity('disk failed', 'failed disk')).toBeGreaterThan(1.5);
    expect(similarity('disk failed', 'failed disk')).toBeLessThan(2);
  });

  it('sees what words have in common', () => {
    expect(similarity('authentication', 'authenticated')).toBeGreaterThan(0.5);
    expect(similarity('authentication', 'disk')).toBeCloseTo(0, 5);
  });

  it.each(['', '   ', '!', 'é', '日本語 のログ', 'x'.repeat(5_000)])('takes any text: %j', (text) => {
    const { indices, values } = featuresOf(text);
    expect(indices.every((index) => index >= 0 && index < FEATURE_BUCKETS)).toBe(true);
    expect(values.every((value) => value > 0 && value <= 1)).toBe(true);
  });
});
