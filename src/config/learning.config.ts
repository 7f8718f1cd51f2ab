import { setting, type SliceValues } from './setting';
import { int, text } from './schemas';

export const learningSlice = {
  frozenCheck: setting({
    env: 'FROZEN_CHECK',
    doc: 'Labelled file that nobody trains on: a model version that is worse on it is not promoted unless forced.',
    schema: text(),
    default: '',
  }),
  corpusDir: setting({
    env: 'CORPUS_DIR',
    doc: 'Folder with the labelled lines that a training may add to its own.',
    schema: text(),
    default: './training/corpus',
  }),
  maxRows: setting({
    env: 'MAX_TRAINING_ROWS',
    doc: 'Most labelled lines of one training.',
    schema: int(10, 1_000_000),
    default: 50_000,
  }),
};

export type LearningConfig = SliceValues<typeof learningSlice>;
