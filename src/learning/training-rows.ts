import { InputError, messageOf } from '../core/errors';
import { maskMessage } from '../core/mask';
import type { Feedback } from '../persistence/feedback.repository';
import { readLabelledPath } from './labelled-file';
import type { LabelledRow } from './labelled-table';

/** Feedback counts as one kind of software, so that other families can still be held out. */
const FAMILY = 'feedback';
/** Texts of its own that a category needs to be learned. */
const MIN_TEXTS = 2;

/** The corpus that a training may add to its rows. @throws InputError naming the setting when it cannot be read */
export async function readCorpusFolder(folder: string): Promise<LabelledRow[]> {
  try {
    return await readLabelledPath(folder);
  } catch (error) {
    throw new InputError('unprocessable', 'no_corpus', `the corpus (CORPUS_DIR) cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Joins rows and feedback. What a person said about a text takes the place of all that the rows say about it, and the
 * last word about a text counts. Feedback for a category of which there is but one text waits for a second one: a slip
 * of the pen must not keep everything else from being learned.
 * @param feedback oldest first
 * @returns the rows, and how much of the feedback is in them
 */
export function joinFeedback(
  rows: readonly LabelledRow[],
  feedback: readonly Feedback[],
): { readonly rows: LabelledRow[]; readonly feedback: number } {
  const last = new Map(feedback.map((given) => [maskMessage(given.message), given]));
  const others = last.size === 0 ? rows : rows.filter(({ message }) => !last.has(maskMessage(message)));
  const texts = new Map<string, Set<string>>();
  const count = (category: string, text: string): void => {
    let known = texts.get(category);
    if (known === undefined) texts.set(category, (known = new Set()));
    known.add(text);
  };
  for (const { category, message } of others) count(category, maskMessage(message));
  for (const [text, { category }] of last) count(category, text);
  const learned = [...last.values()].filter(({ category }) => (texts.get(category)?.size ?? 0) >= MIN_TEXTS);
  return {
    rows: [
      ...others,
      ...learned.map(({ message, category, triage, severity }) => ({
        message,
        category,
        triage,
        severity,
        family: FAMILY,
      })),
    ],
    feedback: learned.length,
  };
}
