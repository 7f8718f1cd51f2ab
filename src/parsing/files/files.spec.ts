import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { xlsx, zip } from '../../../test/support/zip';
import type { FileFormat, FileRow } from './file-row';
import { formatOfName, openRows, sourceOfName } from './open-rows';

const LIMITS = { lineLength: 100, jsonBytes: 1_000_000, inflatedBytes: 20_000_000, inflateRatio: 100 };
const folder = mkdtempSync(join(tmpdir(), 'logsieve-files-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function read(
  content: string | Buffer,
  format: FileFormat,
  eventStart: RegExp | null = null,
): Promise<{ header: readonly string[] | null; rows: FileRow[] }> {
  const path = join(folder, 'input');
  writeFileSync(path, content);
  const { header, groups } = await openRows(path, format, {
    source: 'src',
    now: Date.UTC(2026, 0, 1),
    limits: LIMITS,
    eventStart,
  });
  const rows: FileRow[] = [];
  for await (const group of groups) rows.push(...group);
  return { header, rows };
}

function messages(rows: readonly FileRow[]): (string | undefined)[] {
  return rows.map((row) => row.log?.message ?? row.error?.code);
}

describe('text files', () => {
  it('reads a line a log, whatever ends it, and skips blank lines', async () => {
    const { rows } = await read('\uFEFFone\r\n\n  \ntwo\nthree', 'text');
    expect(messages(rows)).toEqual(['one', 'two', 'three']);
    expect(rows[0]?.log?.defaultSource).toBe('src');
  });

  it('starts a log where the pattern says', async () => {
    const { rows } = await read('# 1\nfirst\nsecond\n# 2\nthird', 'text', /^#/);
    expect(messages(rows)).toEqual(['# 1\nfirst\nsecond', '# 2\nthird']);
  });

  it('reads gzip whatever the name says', async () => {
    expect(messages((await read(gzipSync('one\ntwo\n'), 'text')).rows)).toEqual(['one', 'two']);
  });

  it('keeps the bytes of a line that is not valid UTF-8', async () => {
    const { rows } = await read(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0x63]), 'text');
    expect(messages(rows)).toEqual(['a\uFFFDb', 'c']);
    expect(rows[0]?.log?.bytes).toEqual(Buffer.from([0x61, 0xff, 0x62]));
    expect(rows[1]?.log?.bytes).toBeNull();
  });

  it('never holds more of a line than the limit needs', async () => {
    const { rows } = await read(`${'x'.repeat(1_000_000)}\nshort\n`, 'text');
    expect(rows[0]?.log?.message.length).toBeLessThan(400);
    expect(rows[1]?.log?.message).toBe('short');
  });

  it.each([
    ['empty_file', ''],
    ['utf16', Buffer.from([0xff, 0xfe, 0x61, 0x00])],
    ['broken_gzip', gzipSync('one\ntwo\n'.repeat(1000)).subarray(0, 30)],
    ['inflate_ratio', gzipSync('a'.repeat(15_000_000))],
    ['inflated_too_large', gzipSync(randomBytes(15_000_000).toString('base64').repeat(2))],
  ])('refuses %s', async (code, content) => {
    await expect(read(content, 'text')).rejects.toMatchObject({ name: 'InputError', code });
  });
});

describe('NDJSON files', () => {
  it('reports a bad line by itself', async () => {
    const lines = [
      '{"message":"a","k":1}',
      '{"message":',
      '"bare"',
      '{"x":1}',
      '{"message":7}',
      '[1]',
      '{"message":" "}',
    ];
    const { rows } = await read(lines.join('\n'), 'ndjson');
    expect(messages(rows)).toEqual([
      'a',
      'invalid_json',
      'bare',
      'missing_message',
      'wrong_type',
      'not_a_log',
      'empty_message',
    ]);
    expect(rows[0]?.log?.attributes).toEqual({ k: 1 });
  });

  it('refuses poison, depth and bad times in the row that has them', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const lines = [
      '{"message":"a","__proto__":{"x":1}}',
      '{"message":"a","attributes":{"__proto__":{"x":1}}}',
      `{"message":"a","attributes":{"d":${deep.slice(50_000, 150_000)}}}`,
      '{"message":"a","timestamp":"soon"}',
      '{"message":"ok","timestamp":"2026-01-01T00:00:00Z"}',
    ];
    const { rows } = await read(lines.join('\n'), 'ndjson');
    expect(messages(rows)).toEqual(['forbidden_key', 'forbidden_key', 'line_too_long', 'invalid_timestamp', 'ok']);
    const nested = '{"a":'.repeat(60) + '1' + '}'.repeat(60);
    expect(messages((await read(`{"message":"a","attributes":${nested}}`, 'ndjson')).rows)).toEqual(['too_deep']);
  });
});

describe('JSON files', () => {
  it('reads an array or {"logs": []}', async () => {
    expect(messages((await read('[{"message":"a"},"b",3]', 'json')).rows)).toEqual(['a', 'b', 'not_a_log']);
    expect(messages((await read('{"logs":[{"msg":"a"}]}', 'json')).rows)).toEqual(['a']);
  });

  it.each([
    ['not_a_batch', '{"log":[]}'],
    ['invalid_json', '[{"message":"a"},]'],
    ['json_too_deep', '['.repeat(100_000)],
    ['json_too_large', `["${'x'.repeat(1_000_001)}"]`],
  ])('refuses %s', async (code, content) => {
    await expect(read(content, 'json')).rejects.toMatchObject({ code });
  });
});

describe('CSV files', () => {
  it('finds its columns whatever their case, spacing and order', async () => {
    const { header, rows } = await read(
      'Target_Label;Log Message;Timestamp;Region\nError;"boom; ""x""";2026-01-02 03:04:05;eu\n;calm;27.06.2025;\n',
      'csv',
    );
    expect(header).toEqual(['Target_Label', 'Log Message', 'Timestamp', 'Region']);
    expect(rows[0]).toMatchObject({
      label: 'Error',
      log: { message: 'boom; "x"', timestamp: Date.UTC(2026, 0, 2, 3, 4, 5), attributes: { Region: 'eu' } },
    });
    // A date we cannot read is kept, not lost.
    expect(rows[1]?.log).toMatchObject({ message: 'calm', timestamp: null, attributes: { Timestamp: '27.06.2025' } });
  });

  it('keeps line breaks inside quotes and reports rows that do not fit', async () => {
    const { rows } = await read('message,source\n"two\nlines",a\nlonely\n,b\nlast,c\n', 'csv');
    expect(messages(rows)).toEqual(['two\nlines', 'wrong_cell_count', 'empty_message', 'last']);
  });

  it('reports broken quoting and stores the neighbours', async () => {
    const { rows } = await read('message,source\none,a\ntwo"x",b\nthree,c\n"four"x,d\nfive,e\n', 'csv');
    expect(messages(rows)).toEqual(['one', 'two"x"', 'three', '"four"x', 'five']);
  });

  it('loses no other row to a quote that never closes', async () => {
    const { rows } = await read('message,source\none,a\n"two,b\nthree,c\n"four\nlines",d\nfive,e\n"six,f', 'csv');
    expect(messages(rows)).toEqual(['one', 'quote_not_closed', 'three', 'four\nlines', 'five', 'quote_not_closed']);
    expect(rows[1]?.error?.detail).toBe('line 3: a quote opens and never closes');
  });

  it('says which columns there are when none is the message', async () => {
    await expect(read('a,b\n1,2\n', 'csv')).rejects.toMatchObject({
      code: 'missing_message_column',
      message: expect.stringContaining('"a", "b"') as string,
    });
  });
});

describe('XLSX files', () => {
  it('reads shared and inline strings, numbers and dates of both systems', async () => {
    const sheet = [
      ['timestamp', 'Log Message', 'n'],
      [{ date: 45868.5 }, 'shared <text>', 7],
      [null, { inline: 'inline & co' }],
    ];
    const { header, rows } = await read(xlsx(sheet), 'xlsx');
    expect(header).toEqual(['timestamp', 'Log Message', 'n']);
    expect(rows[0]?.log).toMatchObject({
      message: 'shared <text>',
      timestamp: Date.UTC(2025, 6, 30, 12),
      attributes: { n: '7' },
    });
    expect(rows[1]?.log?.message).toBe('inline & co');
    const old = await read(xlsx(sheet, { date1904: true }), 'xlsx');
    expect(old.rows[0]?.log?.timestamp).toBe(Date.UTC(2029, 6, 31, 12));
  });

  it.each([
    ['broken_xlsx', 'not a zip at all'],
    ['broken_xlsx', zip({ 'readme.txt': 'a zip, but no workbook' })],
    ['empty_file', xlsx([])],
    ['missing_message_column', xlsx([['a'], ['b']])],
    ['inflate_ratio', xlsx([['message'], ...Array.from({ length: 12_000 }, () => [{ inline: 'a'.repeat(1000) }])])],
  ])('refuses %s', async (code, content) => {
    await expect(read(content, 'xlsx')).rejects.toMatchObject({ name: 'InputError', code });
  });
});

describe('file names', () => {
  it.each([
    ['a.csv', 'csv'],
    ['b.LOG.gz', 'text'],
    ['c.jsonl', 'ndjson'],
    ['d.xlsx', 'xlsx'],
    ['e.exe', null],
    ['noending', null],
  ])('%s', (name, format) => {
    expect(formatOfName(name)).toBe(format);
  });

  it('name a source', () => {
    expect(sourceOfName('/x/nginx.log.gz')).toBe('nginx');
  });
});
