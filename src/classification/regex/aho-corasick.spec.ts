import fc from 'fast-check';
import { AhoCorasick, type Keyword } from './aho-corasick';

function find(keywords: readonly Keyword[], text: string): number[] {
  const found: number[] = [];
  new AhoCorasick(keywords).find(text, { add: (value) => found.push(value) });
  return found;
}

/** Every occurrence by trying every keyword at every place, in the order of their ends. */
function findNaively(keywords: readonly Keyword[], text: string): number[] {
  const lower = text.toLowerCase();
  const found: number[] = [];
  for (let end = 1; end <= lower.length; end++) {
    for (const keyword of keywords) if (lower.slice(0, end).endsWith(keyword.text)) found.push(keyword.value);
  }
  return found;
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
// Few letters, so that keywords overlap, hold one another and share prefixes and suffixes.
const letters = fc.constantFrom('a', 'b', 'c', 'é', '中');
const words = fc.uniqueArray(fc.string({ unit: letters, minLength: 1, maxLength: 5 }), { maxLength: 12 });
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', 'é', 'É', '中', ' ', '\u{1F600}'),
  maxLength: 60,
});

describe('AhoCorasick', () => {
  it('finds exactly what a naive search finds', () => {
    fc.assert(
      fc.property(words, texts, (list, text) => {
        const keywords = list.map((word, value) => ({ text: word, value }));
        expect(sorted(find(keywords, text))).toEqual(sorted(findNaively(keywords, text)));
      }),
      { numRuns: 500 },
    );
  });

  it('says where an occurrence ends', () => {
    const ends: number[] = [];
    const keywords = [{ text: 'abc', value: 0 }];
    new AhoCorasick(keywords).find('xABCabc', { add: (_value, end) => ends.push(end) });
    expect(ends).toEqual([4, 7]);
  });

  it('reports keywords inside one another and equal keywords of different values', () => {
    const keywords = ['he', 'she', 'his', 'hers', 'he'].map((text, value) => ({ text, value }));
    expect(sorted(find(keywords, 'ushers'))).toEqual([0, 1, 3, 4]);
  });

  it('ignores case, and knows the other characters that fold to ASCII letters', () => {
    const keywords = [{ text: 'disks', value: 7 }];
    expect(find(keywords, 'DiSkS')).toEqual([7]);
    expect(find(keywords, 'di\u017F\u212As')).toEqual([7]);
    expect(find(keywords, 'd\u0130sks')).toEqual([7]);
    expect(find([{ text: 'überläufe', value: 3 }], 'ÜberLÄUFE')).toEqual([3]);
  });

  it('finds nothing when it looks for nothing', () => {
    expect(find([], 'anything')).toEqual([]);
  });
});
