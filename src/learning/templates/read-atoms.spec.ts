import fc from 'fast-check';
import { joinAtoms } from './atoms';
import { readAtoms } from './read-atoms';

describe('readAtoms', () => {
  it('tells words from the gaps between them', () => {
    expect(readAtoms("Can't find <NUM>, see /tmp.")).toEqual({
      words: ["Can't", 'find', '<NUM>', 'see', '/tmp'],
      gaps: ['', ' ', ' ', ', ', ' ', '.'],
    });
  });

  it.each([
    ['a="x y" b', ['a', 'x y', 'b']],
    ['msg="x y"', ['msg', 'x', 'y']],
    ['ws=Source{<NUM> {u}} end', ['ws', 'Source{<NUM> {u}}', 'end']],
    ['logname= uid=<NUM> tty=', ['logname', '', 'uid', '<NUM>', 'tty', '']],
    ['to blk_<NUM> blk_<NUM> blk_', ['to', 'blk_<NUM> blk_<NUM> blk_']],
    ['db.example.org:<NUM> took <NUM> ms', ['db.example.org:<NUM>', 'took', '<NUM> ms']],
    ['index:<NUM>', ['index', '<NUM>']],
    ['to index:<NUM>', ['to', 'index:<NUM>']],
    ['for user "Anna Maria Berg"', ['for', 'user', 'Anna Maria Berg']],
    ['"Anna Maria" left', ['Anna', 'Maria', 'left']],
    ['got "GET <PATH>"', ['got', 'GET', '<PATH>']],
    ['with [a, b-<NUM>]', ['with', 'a, b-<NUM>']],
    ['with []', ['with', '']],
    ['on cn[<NUM>,<NUM>-<NUM>]', ['on', 'cn[<NUM>,<NUM>-<NUM>]']],
    ['by sshd[<NUM>]', ['by', 'sshd', '<NUM>']],
    ['from db.example.org[<IP>]', ['from', 'db.example.org', '<IP>']],
    ['(<NUM> <HEX>)', ['<NUM> <HEX>']],
    ['<NUM>/<NUM> (<NUM>/<NUM>)', ['<NUM>/<NUM>', '<NUM>/<NUM>']],
    ['<NUM> <NUM> left', ['<NUM>', '<NUM>', 'left']],
  ])('makes one word of one value: %s', (text, words) => {
    expect(readAtoms(text).words).toEqual(words);
  });

  it('loses nothing', () => {
    const part = fc.constantFrom(
      'a',
      'b7',
      '<NUM>',
      '<*>',
      '=',
      '"',
      "'",
      ' ',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '.',
      ':',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 3 })), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const atoms = readAtoms(text);
        expect(joinAtoms(atoms)).toBe(text);
        expect(atoms.gaps).toHaveLength(atoms.words.length + 1);
      }),
      { numRuns: 2000 },
    );
  });
});
