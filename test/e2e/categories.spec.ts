import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassifiedLogJson } from '../../src/core/log';
import { postJson, startTestServer, type TestServer } from '../support/server';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-own-categories-'));
const RULE = { id: 'invoice', pattern: '^invoice \\d+ ', category: 'Billing', severity: 2, triage: 'normal' };
const ATTACK = '192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "GET /?q=1%27%20OR%20%271%27=%271 HTTP/1.1" 200 512';
let server: TestServer | null = null;

afterEach(async () => {
  await server?.stop();
  server = null;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function start(categories: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = join(folder, 'categories.yaml');
  writeFileSync(file, categories);
  server = await startTestServer({ CATEGORIES: file, ...settings });
  return server.url;
}

async function classify(url: string, message: string): Promise<ClassifiedLogJson> {
  return (await postJson<ClassifiedLogJson>(`${url}/classify`, { message })).body;
}

it('lets rules give a category of one’s own, beside the nine', async () => {
  const url = await start('categories: [{ name: Billing, definition: an invoice or payment }]');
  expect((await postJson(`${url}/patterns`, RULE)).status).toBe(201);
  expect(await classify(url, 'invoice 17 was sent')).toMatchObject({ category: 'Billing', decidedBy: 'regex' });
  expect(await classify(url, 'User 12345 logged in.')).toMatchObject({ category: 'User Action' });
  const other = await postJson(`${url}/patterns`, { ...RULE, id: 'other', category: 'Kitchen' });
  expect(other).toMatchObject({ status: 400 });
});

it('gives no other category when told so, and attacks their own all the same', async () => {
  const rules = join(folder, 'rules.json');
  writeFileSync(rules, JSON.stringify({ version: 1, rules: [RULE] }));
  const suggestions = join(folder, 'suggestions.yaml');
  writeFileSync(
    suggestions,
    'version: 1\nentries: []\ndefaults: { Security Alert: { incident: act, preventive_action: look } }\n' +
      'otherwise: { incident: act, preventive_action: look }\n',
  );
  const url = await start(
    'categories: [{ name: Billing, definition: x }, { name: Security Alert, definition: y }]\nonly: true',
    { REGEX_PATTERNS: rules, SUGGESTIONS: suggestions },
  );
  expect(await classify(url, 'invoice 17 was sent')).toMatchObject({ category: 'Billing' });
  expect(await classify(url, 'User 12345 logged in.')).toMatchObject({
    category: 'Unclassified',
    decidedBy: 'fallback',
  });
  expect(await classify(url, ATTACK)).toMatchObject({ category: 'Security Alert' });
});
