import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../../src/config/describe';
import { projectRoot } from '../../src/core/project';
import { openApiDocument } from '../../src/openapi';
import {
  batchResultSchema,
  classifiedLogSchema,
  jobSchema,
  logPageSchema,
  problemSchema,
} from '../../src/pipeline/api-schemas';
import { eventually, post, postJson, requestJson, startTestServer, type TestServer } from '../support/server';

/** `npm run docs` writes what is generated; without it the committed files must be what would be written. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.stop());

describe('answers are what OpenAPI says', () => {
  it('for one log, a batch, a page, a job and a problem', async () => {
    const one = await postJson<{ id: string }>(`${server.url}/classify`, { message: 'User 1 logged in.' });
    classifiedLogSchema.parse(one.body);
    classifiedLogSchema.parse((await requestJson(`${server.url}/classify/${one.body.id}`)).body);
    batchResultSchema.parse((await postJson(`${server.url}/classify/batch`, ['a', { x: 1 }])).body);
    logPageSchema.parse((await requestJson(`${server.url}/logs?limit=1`)).body);
    const job = await post<{ id: string }>(`${server.url}/classify/batch`, 'text/plain', 'a', {
      prefer: 'respond-async',
    });
    jobSchema.parse(job.body);
    const done = await eventually(
      () => requestJson<{ state: string }>(`${server.url}/jobs/${job.body.id}`),
      ({ body }) => body.state === 'done',
    );
    jobSchema.parse(done.body);
    problemSchema.parse((await requestJson(`${server.url}/logs?foo=1`)).body);
  });

  it('and the examples in it are valid', () => {
    for (const schema of [classifiedLogSchema, problemSchema]) {
      const { example } = schema.meta() as { example: unknown };
      expect(schema.safeParse(example)).toMatchObject({ success: true });
    }
  });
});

it('the OpenAPI document lacks no schema that it refers to', () => {
  const document = openApiDocument(server.app);
  const text = JSON.stringify(document);
  const wanted = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  expect([...wanted].filter((name) => !Object.hasOwn(document.components?.schemas ?? {}, name ?? ''))).toEqual([]);
});

describe('generated documents are up to date (npm run docs)', () => {
  it('docs/openapi.json', () => {
    const path = join(projectRoot(), 'docs/openapi.json');
    const current = `${JSON.stringify(openApiDocument(server.app), null, 2)}\n`;
    if (UPDATE) writeFileSync(path, current);
    expect(readFileSync(path, 'utf8')).toBe(current);
  });

  it('the configuration table of the README', () => {
    const path = join(projectRoot(), 'README.md');
    const [start, end] = ['<!-- settings -->\n', '\n<!-- /settings -->'];
    const readme = readFileSync(path, 'utf8');
    const from = readme.indexOf(start) + start.length;
    const to = readme.indexOf(end);
    expect(to).toBeGreaterThanOrEqual(from);
    const current = readme.slice(0, from) + markdownTable() + readme.slice(to);
    if (UPDATE) writeFileSync(path, current);
    expect(readFileSync(path, 'utf8')).toBe(current);
  });
});
