import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '../core/project';
import { readCorpus } from './corpus';
import { labelledObjects, readLabelledPath } from './labelled-file';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-labelled-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ROWS = [
  { message: 'a, "b"', category: 'Error', triage: 'incident', severity: 9, family: 'app' },
  { message: 'c', category: 'HTTP Status', triage: null, severity: null, family: 'nginx' },
];

it.each([
  ['app.csv', 'Log Message;Target Label;triage;severity;family\n"a, ""b""";Error;Incident;9;\nc;HTTP Status;;;nginx\n'],
  [
    'app.jsonl',
    '{"log_message":"a, \\"b\\"","target_label":"Error","triage":"incident","severity":9}\n\n' +
      '{"message":"c","Category":"HTTP Status","family":"nginx","id":[1]}\n',
  ],
  [
    'app.json',
    '[{"message":"a, \\"b\\"","category":"Error","triage":"incident","severity":"9"},' +
      '{"message":"c","category":"HTTP Status","family":"nginx"}]',
  ],
])('reads %s', async (name, content) => {
  expect(await readLabelledPath(file(name, content))).toEqual(ROWS);
  expect(await readLabelledPath(file(`${name}.gz`, gzipSync(content)))).toEqual(ROWS);
});

it('reads a whole folder as the other reader does', async () => {
  const corpus = join(projectRoot(), 'training/corpus');
  expect(await readLabelledPath(corpus)).toEqual(readCorpus(corpus));
});

it('names every bad row', async () => {
  const csv = file('bad.csv', 'message,category,severity\na,,\n,E,\nb,E,77\nc,E\n');
  await expect(readLabelledPath(csv)).rejects.toThrow(
    'bad.csv: row 1: the label is empty; row 2: the column "message" is empty; ' +
      'row 3: severity "77" is no whole number from 1 to 10; row 4: the row has 2 cells, the header has 3',
  );
  await expect(labelledObjects([{ message: 'a' }, 7], 'rows', 'x', 10)).rejects.toThrow(
    'rows: row 1: the label is empty; row 2: it is no JSON object',
  );
  const jsonl = file('bad.jsonl', '{"message":"a","category":"b"}\n{"message":\n');
  await expect(readLabelledPath(jsonl)).rejects.toThrow('bad.jsonl: row 2: it is no JSON object');
  const long = { message: 'a', category: 'x'.repeat(101) };
  await expect(labelledObjects([long], 'rows', 'x', 10)).rejects.toThrow(
    'the label has 101 characters; it may have 100',
  );
});

it('refuses what has no labels, is not there or is too much', async () => {
  await expect(readLabelledPath(file('lines.log', 'a\n'))).rejects.toThrow('lines of text have no labels');
  await expect(readLabelledPath(join(folder, 'none.csv'))).rejects.toThrow('no such file');
  await expect(readLabelledPath(file('no.csv', 'message,x\na,b\n'))).rejects.toThrow(
    'no column category or target_label',
  );
  await expect(labelledObjects([{}, {}, {}], 'rows', 'x', 2)).rejects.toThrow('may have 2 rows (MAX_TRAINING_ROWS)');
});
