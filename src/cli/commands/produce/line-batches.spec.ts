import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check';
import type { LineBatch } from '../../../messaging/line-producer';
import { lineBatches, type BatchLimits } from './line-batches';

const LIMITS: BatchLimits = { lineBytes: 100, batchLines: 10, batchBytes: 1_000 };

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

async function read(parts: (string | Uint8Array)[], limits: Partial<BatchLimits> = {}): Promise<LineBatch[]> {
  const batches: LineBatch[] = [];
  for await (const batch of lineBatches(chunks(...parts), 0, 'app', { ...LIMITS, ...limits })) batches.push(batch);
  return batches;
}

function texts(batches: readonly LineBatch[]): string[] {
  return batches.flatMap(({ lines }) => lines.map((line) => line.toString('latin1')));
}

describe('lineBatches', () => {
  it('ends lines at LF and CRLF, wherever chunks end, and skips blank ones', async () => {
    const batches = await read(['one\r\n\r\nt', 'wo\r', '\n \t\nthr\ree\nla', 'st']);
    expect(texts(batches)).toEqual(['one', 'two', 'thr\ree', 'last']);
    expect(batches.at(-1)?.end).toBe('one\r\n\r\ntwo\r\n \t\nthr\ree\nlast'.length);
  });

  it('leaves bytes as they are, whatever they are', async () => {
    const [batch] = await read([Buffer.from([0xff, 0x00, 0xfe, 0x0a, 0xc3])]);
    expect(batch?.lines).toEqual([Buffer.from([0xff, 0x00, 0xfe])]);
  });

  it('does not hold back the lines of a chunk for the next one', async () => {
    const batches = await read(['a\nb\nc', 'd\n']);
    expect(batches.map(({ lines, end }) => [lines.length, end])).toEqual([
      [2, 4],
      [1, 7],
    ]);
  });

  it('keeps batches small in lines and bytes', async () => {
    const byLines = await read(['a\n'.repeat(25)], { batchLines: 10 });
    expect(byLines.map(({ lines, end }) => [lines.length, end])).toEqual([
      [10, 20],
      [10, 40],
      [5, 50],
    ]);
    const byBytes = await read(['123456\n'.repeat(3) + `${'x'.repeat(30)}\n1\n`], { batchBytes: 15 });
    expect(byBytes.map(({ lines }) => lines.length)).toEqual([2, 1, 1, 1]);
  });

  it('counts lines over the limit and sends none of their bytes', async () => {
    const batches = await read(['12345\n123456\n12345\r\n123456\r\n', '1234', '56', '78\n1\n', '1234567'], {
      lineBytes: 5,
    });
    expect(texts(batches)).toEqual(['12345', '12345', '1']);
    expect(batches.reduce((sum, { overlong }) => sum + overlong, 0)).toBe(4);
  });

  it('says how far it came when there was nothing to send', async () => {
    expect(await read(['\n\n'])).toEqual([{ lines: [], source: 'app', end: 2, overlong: 0 }]);
    expect(await read([])).toEqual([]);
  });

  it('gives every line once, for all inputs and chunks, and goes on from the end of any batch', async () => {
    const bytes = constantFrom(10, 13, 32, 97, 98, 255);
    const input = array(array(bytes, { maxLength: 12 }), { maxLength: 8 });
    await assert(
      asyncProperty(
        input,
        integer({ min: 1, max: 4 }),
        integer({ min: 1, max: 6 }),
        async (parts, batchLines, lineBytes) => {
          const all = Buffer.from(parts.flat());
          const expected = all
            .toString('latin1')
            .split('\n')
            .map((line) => line.replace(/\r$/, ''))
            .filter((line) => line.length <= lineBytes && /[^\r ]/.test(line));
          const limits = { batchLines, lineBytes, batchBytes: 8 };
          const batches = await read(
            parts.map((part) => Buffer.from(part)),
            limits,
          );
          expect(texts(batches)).toEqual(expected);
          let before = 0;
          for (const { end, lines } of batches) {
            before += lines.length;
            expect(texts(await read([all.subarray(end)], limits))).toEqual(expected.slice(before));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
