import { argMax } from '../classification/bert/linear-head';
import { SparseHead } from '../classification/bert/sparse-head';
import { FEATURE_BUCKETS, featuresOf } from '../classification/bert/text-features';
import { fitSparseRegression } from './sparse-regression';

const NAMES = ['anna', 'boris', 'chen', 'dora', 'emil', 'fatima'];
const TEXTS = NAMES.flatMap((name): (readonly [string, number])[] => [
  [`login of ${name} succeeded`, 0],
  [`session opened for ${name}`, 0],
  [`login of ${name} failed`, 1],
  [`password refused for ${name}`, 1],
]);

describe('a head fitted to sparse features', () => {
  const head = fitSparseRegression(
    TEXTS.map(([text, target]) => ({ features: featuresOf(text), target })),
    [1, 1],
    1e-4,
  );
  const classOf = (text: string, of: SparseHead = head): number => argMax(of.scores(featuresOf(text)));

  it('tells apart what one word tells apart, also for names it has not seen', () => {
    expect(classOf('login of zoe succeeded')).toBe(0);
    expect(classOf('login of zoe failed')).toBe(1);
  });

  it('comes back from its file nearly as it was: a byte a weight', () => {
    const copy = SparseHead.decode(head.encode(), FEATURE_BUCKETS, 2);
    for (const [text, target] of TEXTS) {
      expect(classOf(text, copy)).toBe(target);
      copy.scores(featuresOf(text)).forEach((score, k) => {
        expect(score).toBeCloseTo(head.scores(featuresOf(text))[k] ?? 0, 0);
      });
    }
  });

  it('is refused when its parts do not fit', () => {
    expect(() => SparseHead.decode(head.encode(), FEATURE_BUCKETS, 3)).toThrow(
      'a layer is 65536 × 2, expected 65536 × 3',
    );
    expect(() => SparseHead.decode(head.encode(), 8, 2)).toThrow('a layer is 65536 × 2, expected 8 × 2');
    expect(() => new SparseHead(new Float32Array(3), new Float32Array(2))).toThrow('do not fit');
  });
});
