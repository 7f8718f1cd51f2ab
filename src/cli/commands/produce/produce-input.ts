import { createReadStream, readdirSync, statSync, type ReadStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { InputError } from '../../../core/errors';
import type { LineBatch } from '../../../messaging/line-producer';
import { gunzip } from '../../../parsing/files/inflate';
import { sourceOfName } from '../../../parsing/files/open-rows';
import { lineBatches, type BatchLimits } from './line-batches';

const STDIN = '-';
const LINE_FEED = 10;
/** Large reads: the lines of one become whole batches. */
const CHUNK_BYTES = 512 * 1024;
/** Lines are sent while they are unpacked, so that no size is too large. */
const ANY_SIZE = { inflatedBytes: Infinity, inflateRatio: Infinity };

interface InputFile {
  readonly path: string;
  /** Bytes on disk; null for a pipe. */
  readonly size: number | null;
  readonly source: string | null;
}

/** What `produce` reads: a file, the files of a folder one behind the other, or standard input. */
export class ProduceInput {
  private done = 0;
  private current: ReadStream | null = null;
  private currentStart = 0;

  private constructor(private readonly files: readonly InputFile[]) {}

  /**
   * @param path file, folder (of which hidden files and subfolders are left out) or `-`
   * @param source for all lines; null takes the name of each file
   * @throws InputError when there is nothing to read
   */
  static open(path: string, source: string | null): ProduceInput {
    if (path === STDIN) return new ProduceInput([{ path, size: null, source }]);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) throw new InputError('not_found', 'no_such_file', `${path}: no such file or folder`);
    if (!stats.isDirectory()) return new ProduceInput([inputFile(path, source)]);
    const files = readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => join(path, name))
      .filter((file) => statSync(file).isFile())
      .map((file) => inputFile(file, source));
    if (files.length === 0) throw new InputError('not_found', 'empty_folder', `${path}: there is no file in it`);
    return new ProduceInput(files);
  }

  /** Bytes on disk, as `bytesRead` counts them; 0 when nobody knows. */
  get size(): number {
    return this.files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  }

  get bytesRead(): number {
    return this.done + (this.current === null ? 0 : this.currentStart + this.current.bytesRead);
  }

  /**
   * @param from bytes to leave out, counted unpacked and over all files; a line must begin there
   * @throws InputError when none does, or the input is no text
   */
  async *batches(from: number, limits: BatchLimits, signal: AbortSignal): AsyncGenerator<LineBatch> {
    let start = 0;
    for (const file of this.files) start += yield* this.fileBatches(file, start, from, limits, signal);
    if (from > start) throw misplaced(from, `the input has only ${String(start)} bytes`);
  }

  /** Returns the unpacked size of the file. */
  private async *fileBatches(
    file: InputFile,
    start: number,
    from: number,
    limits: BatchLimits,
    signal: AbortSignal,
  ): AsyncGenerator<LineBatch, number> {
    const skip = Math.max(0, from - start);
    const seekable = skip > 0 && file.size !== null && !(await isGzip(file.path));
    if (seekable && file.size <= skip) {
      this.done += file.size;
      return file.size;
    }
    // The byte before tells whether a line begins here.
    this.currentStart = seekable ? skip - 1 : 0;
    const counter = { bytes: this.currentStart };
    const stream = addAbortSignal(signal, this.openStream(file.path, this.currentStart));
    const bytes = counted(seekable ? chunksOf(stream) : unpacked(stream), counter);
    const rest = behind(bytes, skip - this.currentStart, from);
    try {
      yield* lineBatches(rest, start + skip, file.source, limits);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(error.kind, error.code, `${file.path}: ${error.message}`);
    }
    this.current = null;
    this.done += file.size ?? 0;
    return counter.bytes;
  }

  private openStream(path: string, start: number): Readable {
    if (path === STDIN) return process.stdin;
    this.current = createReadStream(path, { start, highWaterMark: CHUNK_BYTES });
    return this.current;
  }
}

function inputFile(path: string, source: string | null): InputFile {
  const stats = statSync(path);
  return { path, size: stats.isFile() ? stats.size : null, source: source ?? sourceOfName(path) };
}

async function isGzip(path: string): Promise<boolean> {
  for await (const head of chunksOf(createReadStream(path, { end: 1 }))) return startsGzip(head);
  return false;
}

function startsGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The bytes of a stream, unpacked when they begin as gzip does. */
async function* unpacked(stream: Readable): AsyncGenerator<Buffer> {
  await once(stream, 'readable');
  const head = stream.read() as Buffer | null;
  if (head === null) return;
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new InputError('unprocessable', 'utf16', 'the input is UTF-16; save it as UTF-8');
  }
  stream.unshift(head);
  yield* startsGzip(head) ? gunzip(chunksOf(stream), ANY_SIZE) : chunksOf(stream);
}

function chunksOf(stream: Readable): AsyncIterable<Buffer> {
  return stream as AsyncIterable<Buffer>;
}

async function* counted(stream: AsyncIterable<Buffer>, counter: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    counter.bytes += chunk.length;
    yield chunk;
  }
}

/** Leaves out the first bytes; what stays must begin with a line. */
async function* behind(stream: AsyncIterable<Buffer>, skip: number, from: number): AsyncGenerator<Buffer> {
  let left = skip;
  let before = LINE_FEED;
  for await (const chunk of stream) {
    if (left > 0) before = chunk[Math.min(left, chunk.length) - 1] ?? before;
    if (left >= chunk.length) {
      left -= chunk.length;
      continue;
    }
    if (before !== LINE_FEED) throw misplaced(from, 'it is inside a line; has the input changed?');
    yield left === 0 ? chunk : chunk.subarray(left);
    left = 0;
  }
}

function misplaced(from: number, reason: string): InputError {
  return new InputError('invalid', 'bad_offset', `--from-offset ${String(from)}: ${reason}`);
}
