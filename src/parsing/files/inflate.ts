import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../core/errors';

const MIB = 1024 * 1024;
/** Small inputs may unpack to this much whatever the ratio: a kilobyte of one repeated line is no bomb. */
const FREE_BYTES = 10 * MIB;
const CHUNK_BYTES = 256 * 1024;

/** How much packed input may grow. */
export interface InflateLimits {
  /** Most bytes after unpacking. */
  readonly inflatedBytes: number;
  /** Most unpacked bytes for each packed one. */
  readonly inflateRatio: number;
}

/**
 * Checks real unpacked bytes against real packed ones, because sizes written in archives lie.
 * @throws InputError `too_large` when a limit is passed
 */
export function checkInflation(inflated: number, packed: number, limits: InflateLimits): void {
  if (inflated > limits.inflatedBytes) {
    throw new InputError(
      'too_large',
      'inflated_too_large',
      `the data unpacks to more than ${String(limits.inflatedBytes)} bytes`,
    );
  }
  if (inflated > FREE_BYTES && inflated > packed * limits.inflateRatio) {
    throw new InputError(
      'too_large',
      'inflate_ratio',
      `the data unpacks to more than ${String(limits.inflateRatio)} times its size, which is how a zip bomb looks`,
    );
  }
}

/** Unpacks a gzip stream under the limits; broken data is an InputError. */
export async function* gunzip(packed: AsyncIterable<Buffer>, limits: InflateLimits): AsyncGenerator<Buffer> {
  let received = 0;
  const counted = observed(packed, (bytes) => (received += bytes));
  const unpack = createGunzip({ chunkSize: CHUNK_BYTES });
  const source = Readable.from(counted);
  source.on('error', (error) => unpack.destroy(error));
  let inflated = 0;
  try {
    for await (const chunk of source.pipe(unpack) as AsyncIterable<Buffer>) {
      inflated += chunk.length;
      checkInflation(inflated, received, limits);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('unprocessable', 'broken_gzip', 'the data is not a whole gzip archive');
  } finally {
    source.destroy();
    unpack.destroy();
  }
}

/** The bytes of a file, unpacked when it is gzip; `onBytes` is told how far the file itself was read. */
export function readBytes(
  path: string,
  gzip: boolean,
  limits: InflateLimits,
  onBytes?: (bytes: number) => void,
): AsyncIterable<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  const bytes = onBytes === undefined ? file : observed(file, onBytes);
  return gzip ? gunzip(bytes, limits) : bytes;
}

async function* observed(stream: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    onBytes(chunk.length);
    yield chunk;
  }
}
