import type { Pool } from 'pg';
import type { ClassifiedLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import { BatchTransaction, isStored } from './batch-transaction';
import { DurableTransaction, type WriteTimes } from './durable-transaction';
import type { PartitionService } from './partition.service';
import { errorKind, isMissingPartition } from './sqlstate';
import type { Rejections, WriteBatch, WriteResult } from './write-batch';

/** Transactions in flight, and connections it takes: a second one encodes while PostgreSQL works on the first. */
export const WRITER_CONNECTIONS = 2;
/** Logs that small writes are merged up to; beyond it a larger transaction is no faster. */
const MERGED_LOGS = 5_000;
const NONE_REJECTED: WriteResult = { rejected: new Map() };

/** A write that waits for its turn. */
interface Waiting {
  readonly batch: WriteBatch;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one way in which logs get into the database. Writes that have to wait for a connection are committed together
 * (group commit): many small requests cost what one large one does, and each still gets its own answer.
 */
export class LogWriter {
  private readonly waiting: Waiting[] = [];
  private readonly transactions: DurableTransaction;
  private inFlight = 0;

  constructor(
    pool: Pool,
    private readonly partitions: PartitionService,
    private readonly options: WriteTimes,
  ) {
    this.transactions = new DurableTransaction(pool, options.attemptMs);
  }

  /**
   * Stores a batch in one transaction; when this resolves it is durable. Logs that PostgreSQL refuses become dead
   * letters and are named in the result.
   * @throws CheckpointConflict when the batch does not start where its source was left; nothing is stored.
   * @throws InputError `unavailable` when the database does not come back in time.
   */
  write(batch: WriteBatch): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, deadline: Date.now() + this.options.retryMs, resolve, reject });
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.inFlight < WRITER_CONNECTIONS && this.waiting.length > 0) {
      this.inFlight++;
      void this.commit(this.takeGroup()).finally(() => {
        this.inFlight--;
        this.startNext();
      });
    }
  }

  /** The longest waiting write, and those behind it that fit. A checkpoint that conflicts must fail alone. */
  private takeGroup(): Waiting[] {
    let size = 1;
    let logs = this.waiting[0]?.batch.logs.length ?? 0;
    if (this.waiting[0]?.batch.checkpoint === null) {
      for (const { batch } of this.waiting.slice(1)) {
        logs += batch.logs.length;
        if (batch.checkpoint !== null || logs > MERGED_LOGS) break;
        size++;
      }
    }
    return this.waiting.splice(0, size);
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      const rejected = await this.store(group);
      for (const { batch, resolve } of group) resolve(resultOf(batch, rejected));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  private async store(group: readonly Waiting[]): Promise<Rejections> {
    const batches = group.map(({ batch }) => batch);
    const deadline = Math.min(...group.map((waiting) => waiting.deadline));
    let careful = false;
    let partitionsMade = false;
    for (;;) {
      try {
        return await this.transactions.run(
          {
            perform: async (client) => {
              // Over another connection, while this one holds no lock yet.
              for (const { logs } of batches) await this.partitions.ensureFor(logs);
              return new BatchTransaction(client, careful).write(batches);
            },
            isDone: (client, result) => isStored(client, batches, result),
          },
          deadline,
        );
      } catch (error) {
        if (isMissingPartition(error) && !partitionsMade) {
          // Retention, or somebody by hand, has dropped a partition that we took for there.
          partitionsMade = true;
          this.partitions.forget();
        } else if (errorKind(error) === 'data' && !careful) careful = true;
        else throw error;
      }
    }
  }
}

function resultOf({ logs }: WriteBatch, all: Rejections): WriteResult {
  if (all.size === 0) return NONE_REJECTED;
  const rejected = new Map<ClassifiedLog, RecordError>();
  for (const log of logs) {
    const error = all.get(log);
    if (error !== undefined) rejected.set(log, error);
  }
  return { rejected };
}
