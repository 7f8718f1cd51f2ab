import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { patternListSchema } from '../../src/ingestion/http/patterns/pattern-schemas';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-patterns-'));
let server: TestServer;

const answer = { category: 'Error', severity: 4, triage: 'normal' };

beforeAll(async () => {
  const file = join(folder, 'patterns.json');
  const rules = [
    { id: 'tried', status: 'shadow', pattern: '^pump \\d+ stopped$', ...answer, category: 'Critical Error' },
    { id: 'planned', status: 'draft', pattern: '^pump', ...answer, severity: 9 },
    { id: 'decides', pattern: '^pump \\d+ (?:stopped|started)$', ...answer },
  ];
  writeFileSync(file, JSON.stringify({ version: 1, rules }));
  server = await startTestServer({ REGEX_PATTERNS: file, BERT_ENABLED: 'false' });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('rules in the shadow are counted and decide nothing, drafts are not asked', async () => {
  for (const message of ['pump 1 stopped', 'pump 2 started', 'pump 3 stopped', 'valve 1 stopped']) {
    const { body } = await postJson<{ ruleId: string | null }>(`${server.url}/classify`, { message });
    expect(body.ruleId).toBe(message.startsWith('pump') ? 'decides' : null);
  }
  const { body } = await requestJson<z.output<typeof patternListSchema>>(`${server.url}/patterns`);
  patternListSchema.parse(body);
  expect(body.patterns.map(({ id, status, hits, shadowHits }) => [id, status, hits, shadowHits])).toEqual([
    ['tried', 'shadow', 0, 2],
    ['planned', 'draft', 0, 0],
    ['decides', 'active', 3, 0],
  ]);
  expect(body.patterns[0]).toMatchObject({ pattern: '^pump \\d+ stopped$', category: 'Critical Error' });
});
