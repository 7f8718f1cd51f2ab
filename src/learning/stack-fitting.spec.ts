import { Stack } from '../classification/bert/stack';
import { argMax } from '../classification/bert/linear-head';
import { TRIAGES } from '../core/verdict';
import type { HeldOutVote } from './held-out';
import { fitStack } from './stack-fitting';

const LABELS = ['calm', 'loud'];
const FLAT = { triage: [0, 0, 0], severity: new Array<number>(10).fill(0) };

/** The encoder is sure and often wrong, the letters are unsure and right. */
function voteOf(index: number): HeldOutVote {
  const target = index % 2;
  const wrong = index % 3 === 0;
  const semantic = [0, 0].map((_, label) => ((label === target) === wrong ? 0 : 4));
  const lexical = [0, 0].map((_, label) => (label === target ? 1 : 0));
  return {
    example: {
      text: '',
      category: LABELS[target] ?? '',
      assessment: { triage: TRIAGES[index % 3] ?? 'normal', severity: 5 },
      family: null,
    },
    fold: index % 5,
    semantic: { category: semantic, ...FLAT },
    lexical: { category: lexical, triage: FLAT.triage },
  };
}

describe('fitStack', () => {
  const votes = Array.from({ length: 300 }, (_, i) => voteOf(i));
  const stack = fitStack(votes, LABELS);
  const answers = (by: Stack): (string | undefined)[] =>
    votes.map(({ semantic, lexical }) => LABELS[argMax(by.scores(semantic, lexical).category)]);

  it('believes those who were right', () => {
    expect(answers(stack)).toEqual(votes.map(({ example }) => example.category));
  });

  it('comes back from a file as it was', () => {
    const again = Stack.decode(stack.encode(), 2, 3, 10);
    for (const { semantic, lexical } of votes)
      expect(again.scores(semantic, lexical)).toEqual(stack.scores(semantic, lexical));
  });

  it('is refused beside heads of another size', () => {
    expect(() => Stack.decode(stack.encode(), 3, 3, 10)).toThrow('a stacked layer is 2 × 20, expected 3 × 22');
  });
});
