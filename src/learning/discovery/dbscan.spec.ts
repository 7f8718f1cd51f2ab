import { dbscan, NOISE } from './dbscan';

// The labels themselves are checked against scikit-learn in test/golden.
describe('dbscan', () => {
  it('puts nothing into no cluster', () => {
    expect([...dbscan([], { eps: 0.1, minPts: 2 })]).toEqual([]);
  });

  it('compares directions, not lengths', () => {
    const vectors = [Float32Array.of(1, 0), Float32Array.of(9, 0.01), Float32Array.of(0, 3)];
    expect([...dbscan(vectors, { eps: 0.01, minPts: 2 })]).toEqual([0, 0, NOISE]);
  });

  it('clusters more neighbours than it keeps pairs of', () => {
    const vectors = Array.from({ length: 1500 }, (_, i) =>
      i < 1450 ? Float32Array.of(1, i / 1e6) : Float32Array.of(0, 1),
    );
    const labels = dbscan(vectors, { eps: 0.001, minPts: 3 });
    expect([labels.indexOf(1), labels.lastIndexOf(0), labels.includes(NOISE)]).toEqual([1450, 1449, false]);
  });

  it('refuses what has no direction, or another length', () => {
    expect(() => dbscan([Float32Array.of(0, 0)], { eps: 0.1, minPts: 1 })).toThrow('vector 0 is zero');
    expect(() => dbscan([Float32Array.of(1), Float32Array.of(1, 2)], { eps: 0.1, minPts: 1 })).toThrow('equal length');
  });
});
