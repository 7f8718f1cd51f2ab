import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { ClassifiedLogJson } from '../../src/core/log';
import { discoverySchema, type DiscoveryJson } from '../../src/ingestion/http/patterns/discovery-schemas';
import {
  importSchema,
  newPreviewSchema,
  patternListSchema,
  patternRemovalSchema,
  patternSchema,
  patternVersionsSchema,
  patternViewSchema,
  previewSchema,
  type PatternListJson,
  type PatternViewJson,
} from '../../src/ingestion/http/patterns/pattern-schemas';
import { readPattern } from '../../src/pipeline/patterns/read-patterns';
import { Discoveries } from '../../src/pipeline/discovery/discoveries';
import { CATEGORY_NAMES } from '../../src/core/verdict';
import { mixedLog } from '../support/mixed-log';
import {
  eventually,
  post,
  postJson,
  requestJson,
  startTestServer,
  upload,
  type Answered,
  type TestServer,
} from '../support/server';

// Discoveries have an encoder of their own.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'logsieve-rule-discovery-'));
const file = join(folder, 'patterns.json');
const log = mixedLog(600, 5);
const OWN = { id: 'own', pattern: '^own rule', category: 'Error', severity: 4, triage: 'normal' };
let server: TestServer;

beforeAll(async () => {
  writeFileSync(file, JSON.stringify({ version: 1, rules: [OWN] }));
  server = await startTestServer({ REGEX_PATTERNS: file, STORE_POLICY: 'all' });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = <T>(path: string): Promise<Answered<T>> => requestJson<T>(server.url + path);
const send = <T = unknown>(method: string, path: string, body?: unknown): Promise<Answered<T>> =>
  requestJson<T>(server.url + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

async function classify(message: string, url = server.url): Promise<ClassifiedLogJson> {
  return (await postJson<ClassifiedLogJson>(`${url}/classify`, { message })).body;
}

async function patternOf(id: string): Promise<PatternListJson['patterns'][0]> {
  const { patterns } = patternListSchema.parse((await get('/patterns')).body);
  const found = patterns.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
}

async function discovered({ status, headers, body }: Answered<DiscoveryJson>): Promise<DiscoveryJson> {
  discoverySchema.parse(body);
  expect({ status, body }).toMatchObject({ status: 202, body: { state: 'running' } });
  expect(headers.get('location')).toBe(`/patterns/discover/${body.id}`);
  return discoverySchema.parse(
    (
      await eventually(
        () => get<DiscoveryJson>(`/patterns/discover/${body.id}`),
        (answer) => answer.body.state !== 'running',
      )
    ).body,
  );
}

it('from a discovery to a rule that decides, and back', async () => {
  const csv = ['message,target_label', ...log.map(({ message, label }) => `"${message}",${label}`)].join('\n');
  const job = await discovered(await upload<DiscoveryJson>(`${server.url}/patterns/discover`, 'mixed.csv', csv));
  expect(job).toMatchObject({ state: 'done', status: 'draft', problem: null, found: { lines: 600, warnings: [] } });
  const proposals = job.found?.proposals ?? [];
  expect(proposals.length).toBeGreaterThanOrEqual(10);
  for (const { precision, worse, strangers, rule } of proposals) {
    expect({ precision, worse, strangers, status: rule['status'] }).toEqual({
      precision: 1,
      worse: 0,
      strangers: 0,
      status: 'draft',
    });
  }
  const ids = proposals.map(({ rule }) => String(rule['id']));
  expect([...(job.stored?.created ?? [])].sort()).toEqual([...ids].sort());

  const found = proposals[0];
  const [message = ''] = (found?.rule['examples'] ?? []) as string[];
  const id = String(found?.rule['id']);
  const before = await classify(message);
  expect(before.decidedBy).not.toBe('regex');

  const shadow = await send<PatternViewJson>('POST', `/patterns/${id}/status?by=ana`, { status: 'shadow' });
  expect(patternViewSchema.parse(shadow.body)).toMatchObject({ origin: 'stored', version: 2, updatedBy: 'ana' });
  const tried = await classify(message);
  expect([tried.decidedBy, tried.category]).toEqual([before.decidedBy, before.category]);
  expect(await patternOf(id)).toMatchObject({ status: 'shadow', hits: 0, shadowHits: 1 });

  await send('POST', `/patterns/${id}/status`, { status: 'active' });
  expect(await classify(message)).toMatchObject({ decidedBy: 'regex', ruleId: id, category: found?.rule['category'] });
  expect(await patternOf(id)).toMatchObject({ status: 'active', hits: 1, shadowHits: 1 });

  const preview = await send<z.output<typeof previewSchema>>('POST', '/patterns/preview', { rule: found?.rule });
  expect(previewSchema.parse(preview.body)).toMatchObject({ looked: 3, matched: 3, taken: 3, cut: null });
  expect(preview.body.answers.map(({ decidedBy, logs }) => [decidedBy, logs])).toContainEqual(['regex', 1]);

  const reverted = await send<PatternViewJson>('POST', `/patterns/${id}/revert`, { version: 1 });
  expect(reverted).toMatchObject({ status: 200, body: { version: 4, status: 'draft' } });
  expect((await classify(message)).decidedBy).toBe(before.decidedBy);
  const { versions } = patternVersionsSchema.parse((await get(`/patterns/${id}/versions`)).body);
  expect(versions.map(({ createdBy, changes }) => [createdBy, changes.map(({ field }) => field)]).slice(0, 3)).toEqual([
    ['api', ['status']],
    ['api', ['status']],
    ['ana', ['status']],
  ]);
  expect(versions[3]?.createdBy).toBe('discovery');

  // Found again, it stays as people have left it.
  const again = await discovered(await post(`${server.url}/patterns/discover?status=shadow`, 'text/csv', csv));
  expect(again.stored).toEqual({ created: [], changed: [], unchanged: ids });
  expect(await patternOf(id)).toMatchObject({ status: 'draft', version: 4 });
});

it('learns from stored logs, and from logs in the request', async () => {
  const messages = Array.from(
    { length: 40 },
    (_, i) => `payment service error: connection to bank ${String(i)} timed out`,
  );
  await postJson(`${server.url}/classify/batch`, messages);
  const options = { hours: 1, status: 'shadow', by: 'ana', minCoverage: 0.1 };
  const stored = await discovered(await postJson(`${server.url}/patterns/discover`, options));
  expect(stored.found?.lines).toBeGreaterThanOrEqual(40);
  const created = stored.stored?.created ?? [];
  expect(created).toHaveLength(1);
  expect(await patternOf(created[0] ?? '')).toMatchObject({ status: 'shadow', updatedBy: 'ana', shadowHits: 0 });
  const sent = await discovered(await postJson(`${server.url}/patterns/discover`, { logs: messages }));
  expect(sent).toMatchObject({ found: { lines: 40 }, stored: { unchanged: created } });
});

it('says what is wrong with a discovery', async () => {
  const url = `${server.url}/patterns/discover`;
  for (const [body, detail] of [
    [{ hours: 721 }, 'hours: Too big: expected number to be <=720'],
    [{ maxLines: 200_001 }, 'maxLines: Too big: expected number to be <=200000'],
    [{ status: 'active' }, 'status: must be draft or shadow'],
  ] as const) {
    expect(await postJson(url, body)).toMatchObject({
      status: 400,
      body: { code: 'bad_discovery', detail: expect.stringContaining(detail) as string },
    });
  }
  expect(await post(`${url}?maxLines=many`, 'text/plain', 'a line')).toMatchObject({ status: 400 });
  expect(await get('/patterns/discover/none')).toMatchObject({ status: 404, body: { code: 'unknown_discovery' } });
  const foreign = await discovered(await post(url, 'text/csv', 'message,target_label\ntram 7 left,Trams'));
  expect(foreign).toMatchObject({ state: 'failed', found: null, stored: null });
  expect(foreign.problem).toMatch(/^target_label Trams: rules may only give HTTP Status/);
  const [first, second] = await Promise.all([postJson(url, { hours: 1 }), postJson(url, { hours: 1 })]);
  expect([first.status, second.status].sort()).toEqual([202, 409]);
  expect(first.status === 409 ? first : second).toMatchObject({ body: { code: 'discovery_runs' } });
  await server.app.get(Discoveries, { strict: false }).ended();
});

it('rules over the API: made, changed, exported, deleted, and known to a second server', async () => {
  const { example } = patternSchema.meta() as { example: object };
  const { example: trial } = newPreviewSchema.meta() as { example: { rule: object } };
  for (const rule of [example, trial.rule]) {
    expect(readPattern(rule, CATEGORY_NAMES).definition).toMatchObject(rule);
  }
  const rule = { ...example, id: 'pump', status: 'active', pattern: '^pump \\d+ stopped$', nearMisses: [] };
  const other = await startTestServer({ REGEX_PATTERNS: file, DATABASE_URL: server.db.url, BERT_ENABLED: 'false' });
  try {
    const made = await send<PatternViewJson>('POST', '/patterns', rule);
    expect(made).toMatchObject({ status: 201, body: { id: 'pump', origin: 'stored', version: 1, rule } });
    expect(await send('POST', '/patterns', rule)).toMatchObject({ status: 409, body: { code: 'pattern_exists' } });
    expect((await classify('pump 4 stopped')).ruleId).toBe('pump');
    await eventually(
      () => classify('pump 4 stopped', other.url),
      ({ ruleId }) => ruleId === 'pump',
    );
    expect(await send('PUT', '/patterns/own', { ...OWN, severity: 9 })).toMatchObject({
      status: 409,
      body: { code: 'pattern_of_file', detail: expect.stringContaining(file) as string },
    });
    expect(patternViewSchema.parse((await get('/patterns/own')).body)).toMatchObject({ origin: 'file', rule: OWN });
    expect((await classify('own rule 1')).severity).toBe(4);
    expect(await send('PUT', '/patterns/pump', { ...rule, pattern: 'a(?!b)' })).toMatchObject({
      status: 400,
      body: { code: 'bad_pattern', detail: expect.stringContaining('look-ahead "(?!"') as string },
    });
    expect(await send('PUT', '/patterns/pump', { ...rule, severity: 8 })).toMatchObject({ body: { version: 2 } });

    const response = await fetch(`${server.url}/patterns/export`);
    const exported = (await response.json()) as { rules: { id: string }[] };
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(exported.rules.map(({ id }) => id)).toContain('pump');
    const removal = await send('DELETE', '/patterns/pump');
    expect(patternRemovalSchema.parse(removal.body)).toEqual({ removed: 'pump' });
    expect(await send('DELETE', '/patterns/pump')).toMatchObject({ status: 404, body: { code: 'unknown_pattern' } });
    const dry = await send('POST', '/patterns/import?dryRun=true', exported);
    expect(importSchema.parse(dry.body).created).toEqual(['pump']);
    expect(await get('/patterns/pump')).toMatchObject({ status: 404 });
    await send('POST', '/patterns/import', exported);
    expect(await get('/patterns/pump')).toMatchObject({ status: 200, body: { version: 4, severity: 8 } });
    expect(
      await send('POST', '/patterns/import', { version: 1, rules: [rule, { ...OWN, severity: 1 }] }),
    ).toMatchObject({
      status: 409,
      body: { code: 'pattern_of_file' },
    });
    expect(await get('/patterns/pump')).toMatchObject({ body: { severity: 8 } });
  } finally {
    await other.stop();
  }
});

it('a stop in the middle of a discovery cancels it', async () => {
  const stopped = await startTestServer({ REGEX_PATTERNS: file });
  const lines = mixedLog(20_000, 7).map(({ message }) => message);
  const { body } = await post<DiscoveryJson>(`${stopped.url}/patterns/discover`, 'text/plain', lines.join('\n'));
  const discoveries = stopped.app.get(Discoveries, { strict: false });
  await stopped.stop();
  expect(discoveries.find(body.id)).toMatchObject({ state: 'cancelled', found: null });
});
