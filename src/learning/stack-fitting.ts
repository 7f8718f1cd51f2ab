import type { LinearHead } from '../classification/bert/linear-head';
import { Stack, stackInputs } from '../classification/bert/stack';
import { TRIAGES } from '../core/verdict';
import type { HeldOutVote } from './held-out';
import { fitSoftmaxRegression } from './softmax-regression';

/** Strength of the L2 penalty; a tenth and ten times of it lose 0.002. */
const L2 = 4e-3;

/** Fits the layers that put the heads together to what they say about software that they have not seen. */
export function fitStack(votes: readonly HeldOutVote[], labels: readonly string[]): Stack {
  const inputs = votes.map(({ semantic, lexical }) => stackInputs(semantic, lexical));
  const fit = (targetOf: (vote: HeldOutVote) => number, outputs: number): LinearHead => {
    const samples = votes.flatMap((vote, i) => {
      const [vector, target] = [inputs[i], targetOf(vote)];
      return vector === undefined || target < 0 ? [] : [{ vector, target }];
    });
    return fitSoftmaxRegression(samples, new Array<number>(outputs).fill(1), L2);
  };
  return new Stack(
    fit(({ example }) => labels.indexOf(example.category), labels.length),
    fit(
      ({ example: { assessment } }) => (assessment === null ? -1 : TRIAGES.indexOf(assessment.triage)),
      TRIAGES.length,
    ),
  );
}
