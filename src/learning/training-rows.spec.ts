import { makeFeedback } from '../../test/support/feedback';
import type { Feedback } from '../persistence/feedback.repository';
import type { LabelledRow } from './labelled-table';
import { joinFeedback, readCorpusFolder } from './training-rows';

function row(message: string, category: string): LabelledRow {
  return { message, category, triage: 'normal', severity: 2, family: 'app' };
}

function said(message: string, category: string): Feedback {
  return makeFeedback({ message, category });
}

const learned = (message: string, category: string): LabelledRow => ({
  message,
  category,
  triage: null,
  severity: null,
  family: 'feedback',
});

it('the last word of a person takes the place of all that the rows say about a template', () => {
  const rows = [row('user 7 came', 'A'), row('user 8 came', 'A'), row('disk full', 'B'), row('disk slow', 'B')];
  const feedback = [said('user 9 came', 'C'), said('user 9 came', 'B'), said('tape full', 'B')];
  expect(joinFeedback(rows, feedback)).toEqual({
    rows: [rows[2], rows[3], learned('user 9 came', 'B'), learned('tape full', 'B')],
    feedback: 2,
  });
});

it('feedback for a category of one text waits for a second', () => {
  const rows = [row('disk full', 'B'), row('disk slow', 'B')];
  expect(joinFeedback(rows, [said('a', 'Eror')])).toEqual({ rows, feedback: 0 });
  expect(joinFeedback(rows, [said('a', 'New'), said('b', 'New')])).toEqual({
    rows: [...rows, learned('a', 'New'), learned('b', 'New')],
    feedback: 2,
  });
});

it('without feedback the rows stay as they are', () => {
  const rows = [row('a 1', 'A'), row('a 2', 'A')];
  expect(joinFeedback(rows, [])).toEqual({ rows, feedback: 0 });
});

it('a corpus that is not there is named with its setting', async () => {
  await expect(readCorpusFolder('/no/such/corpus')).rejects.toThrow(
    'the corpus (CORPUS_DIR) cannot be read: /no/such/corpus: no such file',
  );
});
