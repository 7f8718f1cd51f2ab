import {
  feedbackPageSchema,
  givenFeedbackSchema,
  newFeedbackSchema,
} from '../../src/ingestion/http/learning/feedback-schemas';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('feedback', () => {
  it('on a text is read like a log: without its header, without secrets', async () => {
    const message = 'Jan 12 06:25:10 web-1 app[7]: login with password=hunter2 was slow';
    const { status, body } = await postJson<{ message: string }>(`${server.url}/feedback`, {
      message,
      category: 'Error',
      triage: 'normal',
      severity: 2,
      note: 'see password=hunter2',
    });
    givenFeedbackSchema.parse(body);
    expect({ status, body }).toMatchObject({ status: 201, body: { logId: null, answeredCategory: null, severity: 2 } });
    expect(body.message).toMatch(/^login with/);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'logsieve_feedback_total{role="none",result="unasked"} 1',
    );
  });

  it('is listed newest first', async () => {
    for (const category of ['A', 'B', 'C']) await postJson(`${server.url}/feedback`, { message: 'x', category });
    const page = await requestJson<{ feedback: { category: string }[]; next: string }>(
      `${server.url}/feedback?limit=2`,
    );
    feedbackPageSchema.parse(page.body);
    expect(page.body.feedback.map(({ category }) => category)).toEqual(['C', 'B']);
    const next = await requestJson<typeof page.body>(`${server.url}/feedback?limit=1&cursor=${page.body.next}`);
    expect(next.body.feedback.map(({ category }) => category)).toEqual(['A']);
  });

  it.each<[object, number, RegExp]>([
    [{ category: 'A' }, 400, /logId: give either logId or message/],
    [{ message: 'x', logId: '0192f0c2-0000-7000-8000-000000000000', category: 'A' }, 400, /either/],
    [{ message: 'x' }, 400, /category: must be a text/],
    [{ message: 'x', category: 'x'.repeat(101) }, 400, /category: must have 1 to 100 characters/],
    [{ message: 'x', category: 'nul\0' }, 400, /category: must not hold NUL/],
    [{ message: 'x', category: 'A', severity: 11 }, 400, /severity: must be 1 to 10/],
    [{ message: 'x', category: 'A', triage: 'soon' }, 400, /triage: must be one of incident/],
    [{ message: ' ', category: 'A' }, 400, /message: must not be empty/],
    [{ message: 'x'.repeat(70_000), category: 'A' }, 400, /message: must have at most 65536 characters/],
    [{ message: 'x', category: 'A', likes: 1 }, 400, /likes/],
    [{ logId: 'x', category: 'A' }, 400, /logId: must be the id of a log/],
    [{ logId: '0192f0c2-0000-7000-8000-000000000000', category: 'A' }, 404, /no log has the id/],
  ])('that cannot be kept is refused (%#)', async (body, status, detail) => {
    const answer = await postJson<{ detail: string }>(`${server.url}/feedback`, body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(detail);
  });

  it('has an example that is valid', () => {
    expect(newFeedbackSchema.safeParse(newFeedbackSchema.meta()?.['example'])).toMatchObject({ success: true });
  });
});
