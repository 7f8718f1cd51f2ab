import { CompressionTypes } from 'kafkajs';
import { play, type CaseResult, type FaultCase, type Pace } from '../play';
import type { FaultRig } from '../fault-rig';

export const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'] as const;

const TYPES = { gzip: CompressionTypes.GZIP, snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4 };

/** A topic packed in one codec; into zstd the broker packs, as it may in any installation. */
export function packedWith(codec: (typeof CODECS)[number]): FaultCase {
  return (rig: FaultRig, pace: Pace): Promise<CaseResult> =>
    play(
      `F13 ${codec}`,
      rig,
      async (scene) => {
        const server = await scene.startServer();
        const compression = codec === 'zstd' ? CompressionTypes.None : TYPES[codec];
        const count = pace === 'full' ? 100_000 : 4_000;
        await scene.ledger.send(scene.ledger.lines(count), { compression });
        return { server, healedAt: Date.now(), note: '' };
      },
      codec === 'zstd' ? { rawTopicConfig: { 'compression.type': 'zstd' } } : {},
    );
}
