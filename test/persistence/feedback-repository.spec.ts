import { uuid7 } from '../../src/core/uuid7';
import { FeedbackRepository, type Feedback } from '../../src/persistence/feedback.repository';
import { makeFeedback } from '../support/feedback';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

let db: TestDatabase;
let repository: FeedbackRepository;

beforeEach(async () => {
  db = await createTestDatabase();
  repository = new FeedbackRepository(db.dataSource);
});

afterEach(() => db.drop());

async function give(category: string, given: Partial<Feedback> = {}): Promise<Feedback> {
  const feedback = makeFeedback({ category, ...given });
  await repository.add(feedback);
  return feedback;
}

it('gives back what was said, newest first, page by page', async () => {
  const logId = uuid7(1);
  const first = await give('Error');
  const second = await give('Resource Usage', { logId, triage: 'incident', severity: 8, note: 'n', author: 'a' });
  const third = await give('Error');
  const page = await repository.page(null, 2);
  expect(page).toEqual({ feedback: [third, second], next: second.id });
  expect(await repository.page(page.next, 2)).toEqual({ feedback: [first], next: null });
  expect(await repository.latest(2)).toEqual([second, third]);
});

it('counts how often people agree with a model', async () => {
  await give('Error', { modelVersion: 'v1', answeredCategory: 'Error' });
  await give('Error', { modelVersion: 'v1', answeredCategory: 'Resource Usage' });
  await give('Error', { modelVersion: 'v2', answeredCategory: 'Error' });
  await give('Error');
  expect(await repository.countsOf('v1')).toEqual({ given: 2, agreed: 1 });
  expect(await repository.countsOf('v2')).toEqual({ given: 1, agreed: 1 });
  expect(await repository.countsOf('v3')).toEqual({ given: 0, agreed: 0 });
});
