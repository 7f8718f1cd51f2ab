import { Logger } from '@nestjs/common';
import { existsSync } from 'node:fs';
import type { LiveModels } from '../classification/bert/live-models';
import { MOST_EXAMPLES, Neighbours } from '../classification/llm/neighbours';
import { readLabelledPath } from '../learning/labelled-file';
import type { FeedbackRepository } from '../persistence/feedback.repository';

/** Most feedback looked at; a quarter of all examples leaves the corpus in place. */
const MOST_FEEDBACK = MOST_EXAMPLES / 4;

/** Examples for the LLM out of corpus and feedback, compared by the encoder that classifies. An installation need not have a corpus. */
export function openNeighbours(
  corpusDir: string,
  { encoder }: LiveModels,
  feedback: Pick<FeedbackRepository, 'latest'>,
  categories: readonly string[],
): Neighbours {
  const logger = new Logger('Llm');
  return new Neighbours({
    encode: (texts) => encoder.encode(texts),
    categories,
    corpus: async () => (existsSync(corpusDir) ? readLabelledPath(corpusDir) : []),
    feedback: () => feedback.latest(MOST_FEEDBACK),
    onReady: (examples) => {
      logger.log(`${String(examples)} labelled examples are at hand for questions`);
    },
    onProblem: (text) => {
      logger.warn(`questions go without examples: ${text}`);
    },
  });
}
