import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ProduceInput } from './produce-input';

const LIMITS = { lineBytes: 1_000, batchLines: 2, batchBytes: 1_000 };
const folder = mkdtempSync(join(tmpdir(), 'logsieve-produce-'));
const logs = join(folder, 'logs');

/** Packed, without a last line end, empty, and one as usual. */
const PARTS = { 'a.log.gz': 'a1\na2\na3\n', 'b.log': 'b1\nb2', 'c.log': '', 'd.txt': 'd1\r\n\nd2\nd3\n' };

beforeAll(() => {
  mkdirSync(join(logs, 'subfolder'), { recursive: true });
  for (const [name, text] of Object.entries(PARTS)) {
    writeFileSync(join(logs, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  writeFileSync(join(logs, '.hidden'), 'hidden\n');
  writeFileSync(join(logs, 'subfolder', 'inner.log'), 'inner\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Read {
  readonly lines: string[];
  /** Where a run may have stopped, and how many lines it would have sent. */
  readonly stops: { readonly end: number; readonly before: number }[];
}

async function read(path: string, from = 0, source: string | null = null): Promise<Read> {
  const input = ProduceInput.open(path, source);
  const result: Read = { lines: [], stops: [] };
  for await (const batch of input.batches(from, LIMITS, new AbortController().signal)) {
    result.lines.push(...batch.lines.map((line) => `${batch.source ?? ''}:${line.toString()}`));
    result.stops.push({ end: batch.end, before: result.lines.length });
  }
  expect(input.bytesRead).toBe(input.size);
  return result;
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('ProduceInput', () => {
  it('reads the files of a folder by name, each under its own source', async () => {
    const { lines } = await read(logs);
    expect(lines).toEqual(['a:a1', 'a:a2', 'a:a3', 'b:b1', 'b:b2', 'd:d1', 'd:d2', 'd:d3']);
    expect((await read(logs, 0, 'web')).lines[0]).toBe('web:a1');
  });

  it('goes on from wherever it may have stopped, in packed files too', async () => {
    const { lines, stops } = await read(logs);
    expect(stops.map(({ end }) => end)).toEqual([6, 9, 12, 14, 22, 25]);
    for (const { end, before } of stops) expect((await read(logs, end)).lines).toEqual(lines.slice(before));
  });

  it.each([0, 6, 9])('reads one file from byte %i', async (from) => {
    const text = 'a1\na2\na3\n';
    const expected = text.slice(from).match(/\w+/g) ?? [];
    expect((await read(file('one.log', text), from)).lines).toEqual(expected.map((line) => `one:${line}`));
    expect((await read(file('one.log.gz', gzipSync(text)), from)).lines).toEqual(expected.map((line) => `one:${line}`));
  });

  it.each([
    ['plain.log', (text: string) => text],
    ['packed.gz', (text: string) => gzipSync(text)],
  ])('refuses to go on inside a line or behind the end of %s', async (name, pack) => {
    const path = file(name, pack('a1\na2\n'));
    await expect(read(path, 4)).rejects.toThrow(`${path}: --from-offset 4: it is inside a line`);
    await expect(read(path, 7)).rejects.toThrow('--from-offset 7: the input has only 6 bytes');
  });

  it('says which file is no text', async () => {
    const broken = file('broken.gz', gzipSync('x\n'.repeat(10_000)).subarray(0, -20));
    await expect(read(broken)).rejects.toThrow(`${broken}: the data is not a whole gzip archive`);
    const utf16 = file('wide.log', Buffer.from('\ufeffa\n', 'utf16le'));
    await expect(read(utf16)).rejects.toThrow(`${utf16}: the input is UTF-16`);
  });

  it('says when there is nothing to read', () => {
    expect(() => ProduceInput.open(join(folder, 'missing'), null)).toThrow(/missing: no such file or folder/);
    mkdirSync(join(folder, 'empty'));
    expect(() => ProduceInput.open(join(folder, 'empty'), null)).toThrow(/empty: there is no file in it/);
  });
});
