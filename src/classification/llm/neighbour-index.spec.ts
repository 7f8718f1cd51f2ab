import { NeighbourIndex, type Labels } from './neighbour-index';

/** A vector of length 1 in the plane. */
function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
}

function labels(category: string): Labels {
  return { category, triage: null, severity: null };
}

function templatesNear(index: NeighbourIndex, degrees: number, count: number): string[] {
  return index.nearest(at(degrees), count).map(({ template }) => template);
}

describe('NeighbourIndex', () => {
  it('finds the nearest, with what was said about them', () => {
    const index = new NeighbourIndex(10);
    index.add('far', labels('Error'), at(60));
    index.add('near', { category: 'Error', triage: 'incident', severity: 8 }, at(2));
    index.add('between', labels('Error'), at(30));
    expect(index.nearest(at(0), 2)).toEqual([
      { template: 'near', category: 'Error', triage: 'incident', severity: 8 },
      { template: 'between', ...labels('Error') },
    ]);
    expect(templatesNear(index, 70, 5)).toEqual(['far', 'between', 'near']);
  });

  it('takes nothing for near that is not', () => {
    const index = new NeighbourIndex(10);
    index.add('something else', labels('Error'), at(90));
    index.add('the opposite', labels('Error'), at(180));
    expect(templatesNear(index, 0, 5)).toEqual([]);
  });

  it('prefers other categories among the equally near, and only there', () => {
    const index = new NeighbourIndex(10);
    index.add('error 1', labels('Error'), at(1));
    index.add('error 2', labels('Error'), at(2));
    index.add('usage 3', labels('Resource Usage'), at(3));
    index.add('error 4', labels('Error'), at(4));
    index.add('far away', labels('User Action'), at(40));
    expect(templatesNear(index, 0, 5)).toEqual(['error 1', 'usage 3', 'error 2', 'error 4', 'far away']);
  });

  it('keeps the last word about a template', () => {
    const index = new NeighbourIndex(10);
    expect(index.relabel('same', labels('Error'))).toBe(false);
    index.add('same', labels('Error'), at(0));
    expect(index.relabel('same', labels('User Action'))).toBe(true);
    index.add('same', labels('HTTP Status'), at(90));
    expect(index.nearest(at(0), 5)).toEqual([{ template: 'same', ...labels('HTTP Status') }]);
    expect(index.size).toBe(1);
  });

  it('lets the oldest make room when it is full', () => {
    const index = new NeighbourIndex(3);
    ['a', 'b', 'c', 'd', 'e'].forEach((template, i) => {
      index.add(template, labels('Error'), at(i));
    });
    expect(templatesNear(index, 0, 5)).toEqual(['c', 'd', 'e']);
    expect([index.size, index.relabel('a', labels('Error'))]).toEqual([3, false]);
  });

  it('grows beyond its first rows', () => {
    const index = new NeighbourIndex(5_000);
    for (let i = 0; i < 3_000; i++) index.add(`row ${String(i)}`, labels('Error'), at(i / 100));
    expect(templatesNear(index, 0, 1)).toEqual(['row 0']);
    expect(templatesNear(index, 30, 1)).toEqual(['row 2999']);
  });
});
