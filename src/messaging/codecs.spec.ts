import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import * as zlib from 'node:zlib';
import { compressionType, registerCodecs } from './codecs';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

/** As kafkajs looks it up for each batch. */
function codec(name: 'Snappy' | 'LZ4' | 'ZSTD'): Codec {
  return CompressionCodecs[CompressionTypes[name]]() as Codec;
}

async function unpack(name: 'Snappy' | 'LZ4' | 'ZSTD', packed: Buffer): Promise<string> {
  return (await codec(name).decompress(packed)).toString();
}

beforeAll(() => {
  registerCodecs();
  registerCodecs();
});

const LINES = Array.from({ length: 40 }, (_, i) => `line ${String(i)} of the fixture`).join('\n');
const REPEATED = 'ab'.repeat(100_000);

/** `lz4 -c - < LINES`, lz4 1.9.4. */
const LZ4_LINES = Buffer.from(
  `BCJNGGRAp+EAAADxB2xpbmUgMCBvZiB0aGUgZml4dHVyZQoWAB8xFgACHzIWAAIfMxYAAh80FgACHzUWAAIfNhYAAh83FgACHzgWAAIfORYA
   Ah8x3QAED94AAx8x3wADHzHgAAMfMeEAAx8x4gADHzHjAAMfMeQAAx8x5QADHzHmAAMfMuYAAx8y5gADHzLmAAMfMuYAAx8y5gADHzLmAAMf
   MuYAAx8y5gADHzLmAAMfMuYAAx8z5gADHzPmAAMfM+YAAx8z5gADHzPmAAMfM+YAAx8z5gADHzPmAAMfM+YAAxcz5gBQeHR1cmUAAAAAs7FC
   KQ==`,
  'base64',
);

/** Of the zstd command 1.5.5. */
const ZSTD = {
  /** `zstd -c LINES`: the header holds the size. */
  sized: Buffer.from(
    `KLUv/WSNAj0EAMQDbGluZSAwIG9mIHRoZSBmaXh0dXJlCjEyMzQ1Njc4OTExMTExMTExMTIyMjIyMjIyMjIzMzMzMzMzMzMzKCCAo9IDiChX
     YYpQTmEVUY7CFKGcwiiinMIqohyFKbJyaRWGVpGzyplVWFlFyCo3VmFiFQmrAFh9H/PJdz72ie8+9kn/K9vYBMn+ssg=`,
    'base64',
  ),
  /** `zstd -c < LINES`: the size is not known when the header is written. */
  streamed: Buffer.from(
    `KLUv/QRYDQQAEoQNFZBF6QAwDeTBZtrdNcza/2Xk7EzDuG3btu3//5MkSRI5jIIYOsvQncAWQAqcKUtSGaWEMnQnJyCAo9IDiChXYYpQTmEV
     UY7CFKGcwiiinMIqohyFKbJyaRWGVpGzyplVWFlFyCo3VmFiFQmrAFh9H/PJdz72ie8+xj5BftEJyf6yyA==`,
    'base64',
  ),
  /** `zstd -c < REPEATED`: two blocks in one frame. */
  blocks: Buffer.from('KLUv/QRYVAAAEGFiAQD7/+UOC00AAAhhAQA8DTkQAujFcQI=', 'base64'),
  /** `(echo first | zstd -c; echo second | zstd -c)`: two frames. */
  frames: Buffer.from('KLUv/QRYMQAAZmlyc3QKwxatLCi1L/0EWDkAAHNlY29uZAoWQExV', 'base64'),
  /** A Huffman table whose only state consumes no bits, which the format forbids: a plain reader never gets through. */
  endless: Buffer.from('KLUv/SBkfQAAosACCvAD//////////8A', 'base64'),
  /** Says that it holds 4 GiB. */
  oversized: Buffer.from('28b52ffde0ffffffff00000000010000', 'hex'),
};

describe('codecs', () => {
  it.each(['Snappy', 'LZ4'] as const)('%s packs and unpacks', async (name) => {
    for (const text of ['', 'x', LINES, REPEATED]) {
      expect(await unpack(name, await codec(name).compress({ buffer: Buffer.from(text) }))).toBe(text);
    }
    const packed = await codec(name).compress({ buffer: Buffer.from(REPEATED) });
    expect(packed.length).toBeLessThan(REPEATED.length / 10);
  });

  it('packs zstd where Node can, and else says since when it can', async () => {
    const packed = codec('ZSTD').compress({ buffer: Buffer.from(LINES) });
    if ('zstdCompress' in zlib) expect(await unpack('ZSTD', await packed)).toBe(LINES);
    else await expect(packed).rejects.toThrow('needs Node.js 22.15');
  });

  it('unpacks what other encoders write', async () => {
    expect(await unpack('LZ4', LZ4_LINES)).toBe(LINES);
    expect(await unpack('ZSTD', ZSTD.sized)).toBe(LINES);
    expect(await unpack('ZSTD', ZSTD.streamed)).toBe(LINES);
    expect(await unpack('ZSTD', ZSTD.blocks)).toBe(REPEATED);
    expect(await unpack('ZSTD', ZSTD.frames)).toBe('first\nsecond\n');
  });

  it('unpacks snappy as Java writes it, in chunks behind a header', async () => {
    // Magic, version, lowest version that can read it; then for each chunk its length and a snappy block.
    const header = Buffer.from('82534e415050590000000001' + '00000001', 'hex');
    // A block: the length of its text, and the text as one literal.
    const chunk = (text: string): Buffer =>
      Buffer.concat([Buffer.from([0, 0, 0, text.length + 2, text.length, (text.length - 1) << 2]), Buffer.from(text)]);
    expect(await unpack('Snappy', Buffer.concat([header, chunk('hello '), chunk('world')]))).toBe('hello world');
  });

  it.each([
    ['LZ4', 'a cut frame', LZ4_LINES.subarray(0, 100)],
    ['LZ4', 'no frame', Buffer.from('nonsense')],
    ['Snappy', 'no block', Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])],
    ['ZSTD', 'a cut frame', ZSTD.streamed.subarray(0, 100)],
    ['ZSTD', 'no frame', Buffer.from('nonsense')],
    ['ZSTD', 'an endless table', ZSTD.endless],
    ['ZSTD', 'an impossible size', ZSTD.oversized],
  ] as const)('%s refuses %s with a plain error, which kafkajs tries again', async (name, _case, packed) => {
    const error: unknown = await codec(name)
      .decompress(packed)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Error' });
    expect(String(error)).toContain(`a ${name.toLowerCase()} batch cannot be unpacked`);
  });

  it('unpacks on after a batch that took too long', async () => {
    await expect(codec('ZSTD').decompress(ZSTD.endless)).rejects.toThrow('timed out');
    expect(await unpack('ZSTD', ZSTD.sized)).toBe(LINES);
  });

  it.each([
    ['none', 'None'],
    ['gzip', 'GZIP'],
    ['snappy', 'Snappy'],
    ['lz4', 'LZ4'],
  ] as const)('the setting %s means %s', (name, type) => {
    expect(compressionType(name)).toBe(CompressionTypes[type]);
  });
});
