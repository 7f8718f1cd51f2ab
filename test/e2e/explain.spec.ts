import type { z } from 'zod';
import { explanationSchema } from '../../src/ingestion/http/explain/explain-schema';
import { logsieve } from '../support/process';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

type Explained = z.output<typeof explanationSchema>;

const NGINX = '203.0.113.7 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462';

describe('POST /explain', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('shows how a rule came to decide, and what the model would have said', async () => {
    const { status, body } = await postJson<Explained>(`${server.url}/explain`, { source: 'nginx', message: NGINX });
    explanationSchema.parse(body);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      parser: 'access-log',
      masked: 'GET /admin returned <NUM>',
      template: { known: false },
      log: { format: 'nginx-access', decidedBy: 'regex', fields: { clientIp: '203.0.113.7', status: 403 } },
    });
    expect(body.rules.find(({ matched }) => matched)?.ruleId).toBe(body.log.ruleId);
    expect(body.model?.categories).toHaveLength(9);
    const sum = body.model?.categories.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1, 5);
  });

  it('stores nothing and learns nothing', async () => {
    for (let i = 0; i < 2; i++) {
      const { body } = await postJson<Explained>(`${server.url}/explain`, { message: 'the flux capacitor hums' });
      expect(body.template.known).toBe(false);
      expect((await requestJson(`${server.url}/classify/${body.log.id}`)).status).toBe(404);
    }
    const { body } = await requestJson<{ total: object }>(`${server.url}/templates`);
    expect(body.total).toEqual({ templates: 0, logs: 0 });
  });

  it('says the same as the answer that is stored', async () => {
    const log = { message: 'disk /dev/sda1 at 97 % of its capacity', source: 'df' };
    const { body: answer } = await postJson(`${server.url}/classify`, log);
    const { body } = await postJson<Explained>(`${server.url}/explain`, log);
    // Another log, at another time.
    const { id, observedAt, timestamp } = body.log;
    expect(body.log).toEqual({ ...answer, id, observedAt, timestamp });
    expect(body.template.known).toBe(true);
  });

  it('names what is wrong with the log', async () => {
    const { status, body } = await postJson<{ detail: string }>(`${server.url}/explain`, { source: 'x' });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/no "message"/);
  });
});

it('logsieve explain LINE needs no server', async () => {
  const { code, stdout } = await logsieve(['explain', '--source', 'nginx', NGINX]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/format +nginx-access/);
  expect(stdout).toMatch(/masked +GET \/admin returned <NUM>/);
  const json = await logsieve(['explain', '--json', 'User 12345 logged in.']);
  expect(explanationSchema.parse(JSON.parse(json.stdout))).toMatchObject({ log: { category: 'User Action' } });
});
