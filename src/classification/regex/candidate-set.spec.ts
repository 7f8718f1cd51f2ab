import fc from 'fast-check';
import { CandidateSet } from './candidate-set';

function contents(set: CandidateSet): number[] {
  const positions: number[] = [];
  for (let at = set.from(0); at >= 0; at = set.from(at + 1)) positions.push(at);
  return positions;
}

describe('CandidateSet', () => {
  it('gives what was added since it was cleared, once each, in ascending order', () => {
    const set = new CandidateSet(130);
    const positions = fc.array(fc.integer({ min: 0, max: 129 }), { maxLength: 40 });
    fc.assert(
      fc.property(positions, (added) => {
        set.clear();
        for (const position of added) set.add(position);
        expect(contents(set)).toEqual([...new Set(added)].sort((a, b) => a - b));
      }),
    );
  });

  it('can be empty', () => {
    expect(contents(new CandidateSet(0))).toEqual([]);
  });
});
