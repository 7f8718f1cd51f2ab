import type { Heads } from '../classification/bert/heads';
import { weightedMean } from '../classification/bert/lexical-heads';
import type { Scores } from '../classification/bert/scores';
import { heldOutAnswer, type HeldOut } from './cross-validation';
import type { HeldOutVote } from './held-out';
import { fitStack } from './stack-fitting';

/** How the answers of an encoder and of the letters are put together. */
type Blend = 'stack' | 'weighted mean' | 'encoder alone';

/**
 * The answers that these votes give.
 * @param heads whose rules turn scores into an answer; its own layers are not asked
 * @param using `stack`: fitted to the votes of the other folds
 */
export function answersOf(votes: readonly HeldOutVote[], heads: Heads, using: Blend = 'stack'): HeldOut[] {
  const blend = blendOf(votes, heads, using);
  return votes.map((vote) => heldOutAnswer(vote.example, vote.fold, heads, blend(vote)));
}

function blendOf(votes: readonly HeldOutVote[], heads: Heads, using: Blend): (vote: HeldOutVote) => Scores {
  if (using === 'encoder alone') return ({ semantic }) => semantic;
  if (using === 'weighted mean') return ({ semantic, lexical }) => weightedMean(semantic, lexical);
  const folds = [...new Set(votes.map(({ fold }) => fold))];
  const stacks = new Map(
    folds.map((left) => [
      left,
      fitStack(
        votes.filter(({ fold }) => fold !== left),
        heads.category.labels,
      ),
    ]),
  );
  return ({ fold, semantic, lexical }) => {
    const stack = stacks.get(fold);
    if (stack === undefined) throw new Error(`there is no stack for fold ${String(fold)}`);
    return stack.scores(semantic, lexical);
  };
}
