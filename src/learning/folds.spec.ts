import { groupFolds } from './folds';

describe('groupFolds', () => {
  const groups = ['a', 'b', 'a', 'c', 'd', 'a', 'b', 'e', 'f', 'a'];

  it('never splits a group', () => {
    const folds = groupFolds(groups, 3);
    for (const group of groups) {
      expect(new Set(folds.filter((_, i) => groups[i] === group)).size).toBe(1);
    }
  });

  it('makes folds of about the same size', () => {
    const folds = groupFolds(groups, 3);
    expect([0, 1, 2].map((fold) => folds.filter((f) => f === fold).length)).toEqual([4, 3, 3]);
  });

  it('makes no empty folds', () => {
    expect(groupFolds(['a', 'b', 'b'], 5)).toEqual([1, 0, 0]);
    expect(groupFolds([], 5)).toEqual([]);
  });
});
