import { createHash } from 'node:crypto';
import type { Gap } from '../../core/checkpoint';
import { isObject } from '../../core/json';
import type { KafkaRecord, RecordBatch } from '../../messaging/record-batch';
import type { StoredCheckpoint } from '../../persistence/checkpoint.repository';

/** How far a partition has been stored. */
export interface PartitionPosition {
  /** What the checkpoint says, for its compare-and-set; 0 before the first. */
  readonly stored: number;
  /** Offset of the record that should come next; null when none was ever read. */
  readonly next: number | null;
  /** Counts how often the topic was made anew under its name. */
  readonly epoch: number;
  /** {@link fingerprint} of the record before `next`. */
  readonly last: string | null;
}

/** What to do with a batch. `replayed` counts records that come again and are stored already. */
export type Alignment =
  | {
      readonly action: 'read';
      /** The records that are new. */
      readonly records: readonly KafkaRecord[];
      readonly replayed: number;
      readonly gap: Gap | null;
      readonly position: PartitionPosition;
    }
  | {
      readonly action: 'seek';
      readonly offset: number;
      readonly replayed: number;
      readonly position: PartitionPosition;
    };

const START: PartitionPosition = { stored: 0, next: null, epoch: 1, last: null };

export function positionOf(checkpoint: StoredCheckpoint | null): PartitionPosition {
  if (checkpoint === null) return START;
  const { position, state } = checkpoint;
  const { epoch, last } = isObject(state) ? state : {};
  return {
    stored: position,
    next: position,
    epoch: typeof epoch === 'number' ? epoch : 1,
    last: typeof last === 'string' ? last : null,
  };
}

/** Tells one record from another that came to stand at the same offset. */
export function fingerprint({ timestamp, value }: KafkaRecord): string {
  const hash = createHash('sha1')
    .update(value ?? '')
    .digest('base64url');
  return `${String(timestamp)}:${hash}`;
}

/**
 * Compares what came with what is stored. Offsets alone do not tell a replay (the commit to Kafka was lost) from a
 * topic that was deleted and made anew: both start below the stored position. The record before it does.
 */
export async function align(batch: RecordBatch, position: PartitionPosition): Promise<Alignment> {
  const { records, highWatermark } = batch;
  const { next, last } = position;
  const first = records[0]?.offset ?? 0;
  if (next === null || first === next) return { action: 'read', records, replayed: 0, gap: null, position };
  if (highWatermark < next) return anew(batch, first, position);
  if (first > next) {
    return { action: 'read', records, replayed: 0, gap: await gapOf(batch, next, first), position };
  }

  const before = records.find(({ offset }) => offset === next - 1);
  if (before !== undefined && last !== null && fingerprint(before) !== last) return anew(batch, first, position);
  const fresh = records.findIndex(({ offset }) => offset >= next);
  if (before === undefined && fresh === -1) {
    return { action: 'seek', offset: next - 1, replayed: next - 1 - first, position };
  }
  const replayed = fresh === -1 ? records.length : fresh;
  return { action: 'read', records: records.slice(replayed), replayed, gap: null, position };
}

/** Another topic has this name now: all of it is new. */
async function anew(batch: RecordBatch, first: number, before: PartitionPosition): Promise<Alignment> {
  const position = { stored: before.stored, next: null, epoch: before.epoch + 1, last: null };
  const low = await batch.lowWatermark();
  if (first > low) return { action: 'seek', offset: low, replayed: 0, position };
  return { action: 'read', records: batch.records, replayed: 0, gap: null, position };
}

/** Offsets may have holes (transactions, compaction); records are lost only when the broker no longer has them. */
async function gapOf(batch: RecordBatch, next: number, first: number): Promise<Gap | null> {
  return (await batch.lowWatermark()) > next ? { from: next, to: first } : null;
}
