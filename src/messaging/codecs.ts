import { decompress as unpackZstd } from 'fzstd';
import { CompressionCodecs, CompressionTypes } from 'kafkajs';
import createSnappyCodec from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';
import { promisify } from 'node:util';
import { createContext, Script } from 'node:vm';
import * as zlib from 'node:zlib';
import type { KafkaConfig } from '../config/kafka.config';
import { messageOf } from '../core/errors';

/** How kafkajs packs the records of a batch. */
interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(packed: Buffer): Promise<Buffer>;
}

/** Time for a batch, in milliseconds and in packed bytes a millisecond: fzstd takes a tenth of it. */
const ZSTD_BASE_MS = 1_000;
const ZSTD_BYTES_PER_MS = 1_000;

/**
 * Teaches kafkajs the codecs it does not bring. A consumer without them ends for good, silently, at the first batch
 * that a producer or the broker itself has packed in one. May be called again.
 */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => SNAPPY;
  CompressionCodecs[CompressionTypes.LZ4] = () => LZ4;
  CompressionCodecs[CompressionTypes.ZSTD] = () => ZSTD;
}

const TYPES: Record<KafkaConfig['compression'], CompressionTypes> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
};

/** The codec that a setting names, as kafkajs numbers it. */
export function compressionType(name: KafkaConfig['compression']): CompressionTypes {
  return TYPES[name];
}

/** Packs the records of a batch. */
export async function compress(type: CompressionTypes, records: Buffer): Promise<Buffer> {
  if (type === CompressionTypes.None) return records;
  const codec = CompressionCodecs[type]() as Codec;
  return codec.compress({ buffer: records });
}

const SNAPPY = checked('snappy', createSnappyCodec());

const LZ4 = checked('lz4', {
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (packed) => decompressFrame(packed),
});

const ZSTD = checked('zstd', {
  compress: ({ buffer }) => packZstd(buffer),
  decompress: (packed) => Promise.resolve(unpackInTime(packed)),
});

/**
 * Says which codec failed, and always as a plain Error: kafkajs takes a RangeError or TypeError, which decoders throw
 * at broken bytes, for a mistake in the program and ends the consumer.
 */
function checked(name: string, codec: Codec): Codec {
  return {
    compress: (encoder) => codec.compress(encoder),
    decompress: async (packed) => {
      try {
        return await codec.decompress(packed);
      } catch (error) {
        throw new Error(`a ${name} batch cannot be unpacked: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}

const zstdContext = createContext({ unpack: unpackZstd });
const zstdScript = new Script('unpack(packed)');

/**
 * fzstd goes round for ever on a Huffman table whose states consume no bits (which the format forbids), and that
 * would stop the whole process. Node can interrupt running code only in a script, hence the detour.
 */
function unpackInTime(packed: Buffer): Buffer {
  zstdContext['packed'] = packed;
  const { buffer, byteOffset, byteLength } = zstdScript.runInContext(zstdContext, {
    timeout: ZSTD_BASE_MS + Math.ceil(packed.length / ZSTD_BYTES_PER_MS),
  }) as Uint8Array;
  return Buffer.from(buffer, byteOffset, byteLength);
}

type ZstdCompress = (bytes: Buffer, done: (error: Error | null, packed: Buffer) => void) => void;

async function packZstd(bytes: Buffer): Promise<Buffer> {
  const { zstdCompress } = zlib as { zstdCompress?: ZstdCompress };
  if (zstdCompress === undefined) throw new Error('packing with zstd needs Node.js 22.15 or newer');
  return await promisify(zstdCompress)(bytes);
}
