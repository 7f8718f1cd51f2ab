import type { z } from 'zod';
import { templateDetailSchema, templateListSchema } from '../../src/dashboard/template-schemas';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

type List = z.output<typeof templateListSchema>;

const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy', 'mallory', 'oscar'];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ BERT_ENABLED: 'false', STORE_POLICY: 'all' });
  const logs = [
    ...USERS.map((user) => ({ source: 'pam', message: `session opened for user ${user}` })),
    ...[1, 2, 3].map((disk) => ({ source: 'raid', level: 'ERROR', message: `disk ${String(disk)} failed` })),
    { source: 'other', level: 'warn', message: 'disk 4 failed' },
  ];
  // Two batches, so that the second one finds what the first has learned.
  await postJson(`${server.url}/classify/batch`, { logs: logs.slice(0, 8) });
  await postJson(`${server.url}/classify/batch`, { logs: logs.slice(8) });
});
afterAll(() => server.stop());

describe('templates', () => {
  it('are counted exactly, by source and level', async () => {
    const { body } = await requestJson<List>(`${server.url}/templates`);
    templateListSchema.parse(body);
    expect(body.total).toEqual({ templates: 2, logs: 16 });
    expect(
      body.templates.map(({ template, count, bySource, byLevel }) => ({ template, count, bySource, byLevel })),
    ).toEqual([
      {
        template: 'session opened for user <*>',
        count: 12,
        bySource: { pam: 12 },
        byLevel: expect.any(Object) as object,
      },
      { template: 'disk <NUM> failed', count: 4, bySource: { raid: 3, other: 1 }, byLevel: { ERROR: 3, WARN: 1 } },
    ]);
  });

  it('have one id in answers, in stored logs and here', async () => {
    const { body } = await requestJson<List>(`${server.url}/templates?q=session`);
    const [session] = body.templates;
    const answer = await postJson<{ results: { templateId: string; template: string }[] }>(
      `${server.url}/classify/batch`,
      { logs: USERS.slice(0, 2).map((user) => ({ message: `session opened for user ${user}`, source: 'pam' })) },
    );
    expect(answer.body.results.map(({ templateId }) => templateId)).toEqual([session!.id, session!.id]);
    expect(answer.body.results[0]!.template).toBe(session!.template);
    const stored = await requestJson<{ logs: { templateId: string; template: string }[] }>(
      `${server.url}/logs?templateId=${session!.id}&limit=100`,
    );
    expect(stored.body.logs).toHaveLength(14);
    expect(new Set(stored.body.logs.map(({ template }) => template))).toEqual(new Set([session!.template]));
  });

  it('show their counts over time and their latest logs', async () => {
    const { body } = await requestJson<List>(`${server.url}/templates?source=raid,other&sort=last&limit=1`);
    const found = await requestJson<z.output<typeof templateDetailSchema>>(
      `${server.url}/templates/${body.templates[0]!.id}?level=ERROR&step=5`,
    );
    templateDetailSchema.parse(found.body);
    expect(found.body).toMatchObject({ template: 'disk <NUM> failed', count: 3, byLevel: { ERROR: 3 } });
    expect(found.body.series.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(found.body.samples).toHaveLength(4);
  });

  it.each([
    ['templates?level=LOUD', 400, /level/],
    ['templates?limit=0', 400, /limit/],
    ['templates?colour=red', 400, /colour/],
    ['templates/none', 400, /"none" is not a UUID/],
    ['templates/525590d4-c507-846b-bd97-f432788c6b90?step=7', 400, /step/],
    ['templates/525590d4-c507-846b-bd97-f432788c6b90', 404, /there is no template/],
  ])('%s is refused', async (path, status, detail) => {
    const answer = await requestJson<{ detail: string }>(`${server.url}/${path}`);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(detail);
  });
});
