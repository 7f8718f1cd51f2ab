import { Controller, Inject, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppConfig } from '../../config/config';
import { APP_CONFIG } from '../../config/config.module';
import { CheckpointConflict, type Gap } from '../../core/checkpoint';
import { InputError, messageOf } from '../../core/errors';
import { jitteredDelay } from '../../core/waiting';
import type { KafkaRecord, RecordBatch } from '../../messaging/record-batch';
import { Metrics } from '../../observability/metrics';
import { CheckpointRepository } from '../../persistence/checkpoint.repository';
import { fileReading, type FileReading } from '../../pipeline/file-reading';
import { Intake } from '../intake';
import { align, fingerprint, positionOf, type PartitionPosition } from './partition-position';
import { decodeRecord } from './decode-record';
import { entryOf, sourceRecordOf } from './record-entries';
import { joinRecords, separateRecords, type RecordEvent } from './record-joiner';

/** Pattern under which the transport finds this handler; the settings say which topic it is. */
export const RAW_LOGS = 'raw-logs';

/** Records in one transaction: larger ones are no faster, and a replay after a crash stays short. */
const CHUNK_RECORDS = 5_000;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

/** How long the last lines of a partition wait for more of a stack trace. */
const WAIT_FOR_LINES_MS = 500;

/** Partition of a batch and what stands in its checkpoint. */
interface Chunk {
  readonly batch: RecordBatch;
  readonly source: string;
  readonly events: readonly RecordEvent[];
  /** The last record in them. */
  readonly last: KafkaRecord;
  readonly gap: Gap | null;
  readonly position: PartitionPosition;
}

/**
 * Reads logs from Kafka. The rows and the offset behind them are one transaction, compared and set under a row lock,
 * so neither a crash nor a second reader of the partition can lose or double a record. Data errors become dead
 * letters; anything else is tried again until it works, because passing over it would lose it.
 */
@Controller()
export class RawLogsConsumer {
  private readonly logger = new Logger('Kafka');
  /** By checkpoint; what is not here is read from the database. */
  private readonly positions = new Map<string, PartitionPosition>();
  /** Where partitions wait for more lines, by checkpoint. */
  private readonly waiting = new Map<string, { readonly offset: number; readonly until: number }>();
  private readonly eventStart: FileReading['eventStart'];

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly intake: Intake,
    private readonly checkpoints: CheckpointRepository,
    private readonly metrics: Metrics,
  ) {
    this.eventStart = fileReading(config).eventStart;
  }

  @EventPattern(RAW_LOGS)
  async consume(@Payload() batch: RecordBatch): Promise<void> {
    const source = `kafka:${batch.topic}/${String(batch.partition)}`;
    const stopTimer = this.metrics.kafkaBatchSeconds.startTimer();
    this.metrics.kafkaBatchRecords.observe(batch.records.length);
    try {
      await this.read(batch, source);
    } finally {
      stopTimer();
    }
  }

  private async read(batch: RecordBatch, source: string): Promise<void> {
    const position = await this.untilDone(batch, () => this.position(source, batch));
    if (position === null) return;
    const aligned = await this.untilDone(batch, () => align(batch, position));
    if (aligned === null) return;
    this.metrics.kafkaReplayed.inc(aligned.replayed);
    this.noteNewEpoch(source, position, aligned.position);
    this.positions.set(source, aligned.position);
    if (aligned.action === 'seek') {
      batch.continueAt(aligned.offset);
      return;
    }
    if (aligned.records.length === 0) batch.continueAt(aligned.position.next ?? 0);
    let { gap, position: at } = aligned;
    for (let rest = aligned.records; rest.length > 0;) {
      const { events, taken } = this.nextEvents(source, rest);
      const last = rest[taken - 1];
      if (last === undefined) return;
      rest = rest.slice(taken);
      const after = await this.untilDone(batch, () => this.store({ batch, source, events, last, gap, position: at }));
      if (after === null) return;
      if (gap !== null) this.noteGap(source, gap);
      gap = null;
      at = after;
      this.positions.set(source, after);
      batch.continueAt(after.stored);
      this.metrics.kafkaLag.set(
        { topic: batch.topic, partition: String(batch.partition) },
        batch.highWatermark - after.stored,
      );
      if (!(await batch.stillOurs())) return;
    }
  }

  /** What is known of the partition; the database is asked when that does not fit what has come. */
  private async position(source: string, batch: RecordBatch): Promise<PartitionPosition> {
    const known = this.positions.get(source);
    if (known !== undefined && (known.next === null || known.next === batch.records[0]?.offset)) return known;
    return positionOf(await this.checkpoints.read(source));
  }

  /** The events that the next transaction stores, and how many records they take; none when they wait for lines. */
  private nextEvents(source: string, rest: readonly KafkaRecord[]): { events: readonly RecordEvent[]; taken: number } {
    const records = rest.slice(0, CHUNK_RECORDS);
    const now = Date.now();
    const { maxRecordBytes, joinLines } = this.config.kafka;
    const read = records.map((record) => ({ record, decoded: decodeRecord(record, now, maxRecordBytes) }));
    if (!joinLines) return { events: separateRecords(read), taken: records.length };
    const { events, complete } = joinRecords(read, { start: this.eventStart });
    const isEnd = records.length === rest.length;
    const open = records[complete];
    const taken = open === undefined || (isEnd && this.hasWaited(source, open.offset)) ? records.length : complete;
    return { events: taken === complete ? events.filter(({ first }) => first < taken) : events, taken };
  }

  /** Whether the record at this offset has waited long enough for lines behind it; the clock starts when it is asked. */
  private hasWaited(source: string, offset: number): boolean {
    const waiting = this.waiting.get(source);
    if (waiting?.offset === offset) return Date.now() >= waiting.until;
    this.waiting.set(source, { offset, until: Date.now() + WAIT_FOR_LINES_MS });
    return false;
  }

  private async store({ batch, source, events, last, gap, position }: Chunk): Promise<PartitionPosition> {
    const stored = last.offset + 1;
    const { epoch, topicId } = position;
    const after = { stored, next: stored, epoch, topicId, last: fingerprint(last) };
    const { limits, database } = this.config;
    const now = Date.now();
    await this.intake.submitWhenFree({
      origin: source,
      entries: events.map(({ decoded }) => entryOf(decoded, now, limits.lineBytes)),
      recordsOf: (index) =>
        (events[index]?.records ?? []).map((record) => sourceRecordOf(batch.topic, batch.partition, record)),
      keep: database.storePolicy,
      checkpoint: {
        source,
        expected: position.stored,
        next: stored,
        gap,
        state: { epoch, topicId, last: after.last },
      },
    });
    return after;
  }

  /**
   * Does `work` until it succeeds, with growing pauses in which the group hears that we live. Null when the partition
   * is no longer ours, or somebody else has gone on with it.
   */
  private async untilDone<T>(batch: RecordBatch, work: () => Promise<T>): Promise<T | null> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof CheckpointConflict) {
          this.logger.warn(`${error.message}; reading on from there`);
          this.positions.delete(error.source);
          await batch.stillOurs();
          return null;
        }
        this.metrics.kafkaRetries.inc();
        const text = `${batch.topic}/${String(batch.partition)} waits: ${messageOf(error)}`;
        if (error instanceof InputError && error.kind === 'unavailable') this.logger.warn(text);
        else this.logger.error(text);
        await delay(jitteredDelay(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS));
        if (!(await batch.stillOurs())) return null;
      }
    }
  }

  private noteNewEpoch(source: string, before: PartitionPosition, after: PartitionPosition): void {
    if (after.epoch === before.epoch) return;
    this.logger.error(`${source} was made anew: reading it from its start (it was at ${String(before.stored)})`);
  }

  private noteGap(source: string, { from, to }: Gap): void {
    this.metrics.kafkaGapRecords.inc(to - from);
    this.logger.error(
      `${source}: ${String(to - from)} records (${String(from)} to ${String(to - 1)}) were gone before they were read`,
    );
  }
}
