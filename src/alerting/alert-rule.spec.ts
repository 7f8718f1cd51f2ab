import { makeLog } from '../../test/support/postgres-logs';
import { usableRule } from './usable-rule';

const NEWS = { isNew: () => false, isRare: () => false };

describe('keywords of an alert rule', () => {
  it.each([
    ['break-in', 'possible break-in attempt', true],
    ['break-in', 'a tea break in the kitchen', false],
    ['c++', 'the C++ compiler failed', true],
    ['i/o', 'I/O error on the disk', true],
    ['disk', 'diskette inserted', false],
    ['a.b', 'axb is gone', false],
  ])('%s in "%s": %s', (word, masked, found) => {
    for (const keywords of [{ any: [word, 'never said'] }, { all: [word] }]) {
      const rule = usableRule({ id: 'words', name: 'Words', when: { keywords } }, null);
      expect(rule.matches(makeLog({ masked }), NEWS)).toBe(found);
    }
  });
});
