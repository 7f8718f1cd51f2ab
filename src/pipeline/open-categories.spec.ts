import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CATEGORY_NAMES } from '../core/verdict';
import { openCategories } from './open-categories';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-categories-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function open(text: string): ReturnType<typeof openCategories> {
  const path = join(folder, 'categories.yaml');
  writeFileSync(path, text);
  return openCategories(path);
}

const BILLING = '{ name: Billing, definition: an invoice or payment }';
const ALERT = '{ name: Security Alert, definition: an attack }';

it('are the nine when nobody says anything', () => {
  expect(openCategories('')).toMatchObject({ names: CATEGORY_NAMES, only: false });
});

it('are the nine and those of the file, which may say anew what one of the nine is', () => {
  const { names, definitions } = open(`categories: [${BILLING}, ${ALERT}]`);
  expect(names).toEqual([...CATEGORY_NAMES, 'Billing']);
  expect(definitions).toContainEqual({ name: 'Security Alert', definition: 'an attack' });
});

it('are those of the file alone when it says so', () => {
  expect(open(`categories: [${BILLING}, ${ALERT}]\nonly: true`)).toMatchObject({
    names: ['Billing', 'Security Alert'],
    only: true,
  });
});

it.each([
  ['a list', /must be "categories" and perhaps "only"/],
  ['categories: []', /must not be empty/],
  ['categories: [{ name: Billing }]', /definition.*is missing/],
  [`categories: [${BILLING}]\ncolour: red`, /colour/],
  [`categories: [${BILLING}, ${BILLING}]`, /a name stands there twice/],
  [`categories: [${BILLING}]\nonly: true`, /"Security Alert" must be among them/],
  ['categories: [{ name: Unclassified, definition: x }]', /is what logs without a category get/],
])('refuses %s', (text, problem) => {
  expect(() => open(text)).toThrow(problem);
});

it('refuses a file that is not there', () => {
  expect(() => openCategories(join(folder, 'none.yaml'))).toThrow(/none\.yaml cannot be used:\n {2}cannot be read/);
});
