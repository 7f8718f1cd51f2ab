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
  /** Id of the topic it was read from; null when the brokers know no such ids. */
  readonly topicId: string | null;
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

const START: PartitionPosition = { stored: 0, next: null, epoch: 1, topicId: null, last: null };

export function positionOf(checkpoint: StoredCheckpoint | null): PartitionPosition {
  if (checkpoint === null) return START;
  const { position, state } = checkpoint;
  const { epoch, topicId, last } = isObject(state) ? state : {};
  return {
    stored: position,
    next: position,
    epoch: typeof epoch === 'number' ? epoch : 1,
    topicId: typeof topicId === 'string' ? topicId : null,
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
 * topic that was deleted and made anew, which may even have grown past the stored position meanwhile. The topic's id
 * does; where brokers know none, the record before the position does as long as the partition is read from below it.
 */
export async function align(batch: RecordBatch, before: PartitionPosition): Promise<Alignment> {
  const { records, highWatermark } = batch;
  const { next, last } = before;
  const topicId = await batch.topicId();
  const position = { ...before, topicId: topicId ?? before.topicId };
  const first = records[0]?.offset ?? 0;
  if (before.topicId !== null && topicId !== null && topicId !== before.topicId) return anew(batch, first, position);
  if (next === null || first === next) return { action: 'read', records, replayed: 0, gap: null, position };
  if (highWatermark < next) return anew(batch, first, position);
  if (first > next) {
    return { action: 'read', records, replayed: 0, gap: await gapOf(batch, next, first), position };
  }

  const previous = records.find(({ offset }) => offset === next - 1);
  if (previous !== undefined && last !== null && fingerprint(previous) !== last) return anew(batch, first, position);
  const fresh = records.findIndex(({ offset }) => offset >= next);
  if (previous === undefined && fresh === -1) {
    return { action: 'seek', offset: next - 1, replayed: next - 1 - first, position };
  }
  const replayed = fresh === -1 ? records.length : fresh;
  return { action: 'read', records: records.slice(replayed), replayed, gap: null, position };
}

/** Another topic has this name now: all of it is new. */
async function anew(batch: RecordBatch, first: number, before: PartitionPosition): Promise<Alignment> {
  const position = { ...before, next: null, epoch: before.epoch + 1, last: null };
  const low = await batch.lowWatermark();
  if (first > low) return { action: 'seek', offset: low, replayed: 0, position };
  return { action: 'read', records: batch.records, replayed: 0, gap: null, position };
}

/** Offsets may have holes (transactions, compaction); records are lost only when the broker no longer has them. */
async function gapOf(batch: RecordBatch, next: number, first: number): Promise<Gap | null> {
  return (await batch.lowWatermark()) > next ? { from: next, to: first } : null;
}
