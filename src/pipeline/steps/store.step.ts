import type { DeadLetter } from '../../core/dead-letter';
import type { ClassifiedLog, RawLog } from '../../core/log';
import { reject } from '../../core/outcome';
import type { LogWriter } from '../../persistence/log-writer';
import { isOpen, openLogs, type Batch, type Entry, type Step } from '../step';

/** Makes the batch durable in one transaction; a log that PostgreSQL refuses becomes a dead letter. */
export function storeStep(writer: LogWriter): Step {
  return async function store(batch) {
    const { rejected } = await writer.write({
      origin: batch.origin,
      logs: openLogs(batch),
      rawOf: (log) => rawOf(batch, log),
      deadLetters: deadLetters(batch),
      outbox: [],
      checkpoint: batch.checkpoint,
    });
    if (rejected.size === 0) return;
    for (const entry of batch.entries) {
      const error = rejected.get(entry.log);
      if (error !== undefined && isOpen(entry)) entry.outcome = reject('store', error.code, error.detail);
    }
  };
}

function rawOf(batch: Batch, log: ClassifiedLog): Buffer {
  const entry = batch.entries.find((candidate) => candidate.log === log);
  return entry === undefined ? Buffer.from(log.raw) : bytesOf(entry.raw);
}

function bytesOf(raw: RawLog): Buffer {
  return raw.bytes ?? Buffer.from(raw.message);
}

function deadLetters(batch: Batch): DeadLetter[] {
  return batch.entries.flatMap((entry) => deadLetter(batch, entry) ?? []);
}

function deadLetter(batch: Batch, { raw, log, outcome }: Entry): DeadLetter | null {
  if (outcome.kind !== 'reject') return null;
  return {
    origin: batch.origin,
    raw: bytesOf(raw),
    observedAt: log.observedAt,
    stage: outcome.stage,
    code: outcome.error.code,
    detail: outcome.error.detail,
  };
}
