/**
 * Writes the examples of the corpus for fine_tune.py, one JSON object a line, with the fold in which each is held out.
 *
 *     node -r ./configs/tooling/typescript-register.cjs training/examples.ts > build/examples.jsonl
 */
import { join } from 'node:path';
import { projectRoot } from '../src/core/project';
import { readCorpus } from '../src/learning/corpus';
import { FOLDS } from '../src/learning/cross-validation';
import { examplesOf } from '../src/learning/examples';
import { groupFolds } from '../src/learning/folds';

const examples = examplesOf(readCorpus(join(projectRoot(), 'training/corpus')));
const folds = groupFolds(
  examples.map(({ family }) => family ?? ''),
  FOLDS,
);
const lines = examples.map(({ text, category, assessment }, index) =>
  JSON.stringify({ text, category, ...assessment, fold: folds[index] }),
);
process.stdout.write(`${lines.join('\n')}\n`);
