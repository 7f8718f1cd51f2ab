import { dbscan, NOISE } from '../../src/learning/discovery/dbscan';
import golden from './dbscan.json';

describe(`DBSCAN against ${golden.madeWith}`, () => {
  it.each(golden.cases)('has the same labels: eps $eps, minPts $minPts', ({ eps, minPts, vectors, labels }) => {
    const found = dbscan(
      vectors.map((vector) => Float32Array.from(vector)),
      { eps, minPts },
    );
    expect([...found]).toEqual(labels);
  });

  it('is tried on cases with noise, and with border points between clusters', () => {
    expect(golden.cases.filter(({ labels }) => labels.includes(NOISE)).length).toBeGreaterThanOrEqual(3);
  });
});
