import { hasEdgeAssertion } from './edge-assertion';
import { parseRegex } from './regex-syntax';

describe('hasEdgeAssertion', () => {
  it.each<[string, boolean, boolean]>([
    ['error', false, false],
    ['\\berror', true, false],
    ['error\\b', false, true],
    ['^error$', true, true],
    ['error\\b ', false, false],
    ['\\s*\\berror', true, false],
    ['\\s+\\berror', false, false],
    ['error(?:$|,)', false, true],
    ['(?:a|\\bb)c', true, false],
    ['error(?:\\b)?x*', false, true],
    ['', false, false],
  ])('%s: at the start %s, at the end %s', (pattern, start, end) => {
    const node = parseRegex(pattern)!;
    expect([hasEdgeAssertion(node, 'start'), hasEdgeAssertion(node, 'end')]).toEqual([start, end]);
  });
});
