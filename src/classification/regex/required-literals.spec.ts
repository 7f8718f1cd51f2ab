import fc from 'fast-check';
import { RE2JS } from 're2js';
import { AhoCorasick } from './aho-corasick';
import { parseRegex } from './regex-syntax';
import { requiredLiterals } from './required-literals';

function literalsOf(pattern: string): readonly string[] | null {
  const node = parseRegex(pattern);
  return node === null ? null : requiredLiterals(node);
}

describe('requiredLiterals', () => {
  it.each<[string, readonly string[] | null]>([
    ['Kernel panic', ['kernel panic']],
    ['connection (?:refused|reset|timed out)', ['connection refus', 'connection reset', 'connection timed']],
    ['time[- ]?out', ['time-out', 'time out', 'timeout']],
    ['disk \\S+ is full', [' is full']],
    ['(?:failed|denied) .* \\d+ attempts', [' attempts']],
    ['(?<who>root|admin) logged in', ['root logged in', 'admin logged in']],
    ['a{3}b', ['aaab']],
    ['(?:ab){2,5}c', ['abab']],
    ['(?i)ERROR', ['error']],
    ['\\x41\\x{42}C\\.d', ['abc.d']],
    ['\\berror\\b', ['error']],
    ['error|a', null],
    ['.*', null],
    ['ab', null],
    ['(?:error)?', null],
    ['[a-z]+\\d', null],
    ['\\Qerror\\E', null],
    ['größe', null],
    ['错误发生', ['错误发生']],
  ])('%s -> %j', (pattern, literals) => {
    expect(literalsOf(pattern)).toEqual(literals);
  });

  it('takes a class of a few characters letter by letter, and a bigger one as unknown', () => {
    expect(literalsOf('gr[ae]y cat')).toEqual(['gray cat', 'grey cat']);
    expect(literalsOf('gr[aeiou]y cat')).toEqual(['y cat']);
    expect(literalsOf('x[]a]yz')).toEqual(['x]yz', 'xayz']);
    expect(literalsOf('err[[:alpha:]-]or line')).toEqual(['or line']);
  });

  it('never misses a text that the pattern matches', () => {
    let matches = 0;
    fc.assert(
      fc.property(
        regexes,
        fc.array(pieces, { minLength: 4, maxLength: 14 }),
        fc.constantFrom('', 'i'),
        (pattern, parts, flags) => {
          const literals = literalsOf(pattern);
          const text = parts.join('');
          if (literals === null || !RE2JS.compile(pattern, flags === 'i' ? RE2JS.CASE_INSENSITIVE : 0).test(text))
            return;
          matches++;
          const found: number[] = [];
          const keywords = literals.map((literal, value) => ({ text: literal, value }));
          new AhoCorasick(keywords).find(text, { add: (value) => found.push(value) });
          expect({ pattern, text, found: found.length }).not.toMatchObject({ found: 0 });
        },
      ),
      { numRuns: 4000 },
    );
    // A property that never applies would prove nothing.
    expect(matches).toBeGreaterThan(100);
  });
});

/** The texts that patterns and messages are made of: few and alike, so that they often meet. */
const pieces = fc.constantFrom(
  'error',
  'ERR',
  'disk',
  'a',
  'b',
  'ab',
  ' ',
  '-',
  '1',
  '\u017F',
  '\u212A',
  'é',
  '😀',
  '\n',
);
const atoms = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('error', 'disk') },
  { weight: 3, arbitrary: fc.constantFrom('err', 'a', 'b', ' ', '1', 'é', '😀') },
  fc.constantFrom(
    '.',
    '\\d',
    '\\S',
    '[ab]',
    '[^a]',
    '[a-e]',
    '[-1]',
    '\\b',
    '^',
    '$',
    '\\x61',
    '\\.',
    '(?i)',
    '\\p{L}',
  ),
);
const { regex: regexes } = fc.letrec<{ regex: string; term: string; factor: string }>((tie) => ({
  regex: fc.array(tie('term'), { minLength: 1, maxLength: 2 }).map((terms) => terms.join('|')),
  term: fc.array(tie('factor'), { minLength: 1, maxLength: 4 }).map((factors) => factors.join('')),
  factor: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 3, arbitrary: atoms },
    fc
      .tuple(tie('regex'), fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}', '{0,1}', '+?'))
      .map(([inner, count]) => `(?:${inner})${count}`),
  ),
}));
