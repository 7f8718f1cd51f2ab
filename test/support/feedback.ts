import { uuid7 } from '../../src/core/uuid7';
import type { Feedback } from '../../src/persistence/feedback.repository';

/** What somebody has said about a text, now and with nothing but the category. */
export function makeFeedback(given: Partial<Feedback> = {}): Feedback {
  const createdAt = given.createdAt ?? Date.now();
  return {
    id: uuid7(createdAt),
    createdAt,
    logId: null,
    message: 'queue is full',
    category: 'Error',
    triage: null,
    severity: null,
    note: null,
    author: null,
    answeredCategory: null,
    modelVersion: null,
    ...given,
  };
}
