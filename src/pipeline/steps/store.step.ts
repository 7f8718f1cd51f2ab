import type { AlertDecider } from '../../alerting/alert-decider';
import type { DeadLetter } from '../../core/dead-letter';
import { otelLevel } from '../../core/level';
import type { ClassifiedLog } from '../../core/log';
import { reject, type RecordError } from '../../core/outcome';
import type { TemplateCount } from '../../core/template';
import { uuid7 } from '../../core/uuid7';
import type { LogWriter } from '../../persistence/log-writer';
import type { UnkeptLogs } from '../../persistence/write-batch';
import { announce, type Publication } from '../publication';
import { isOpen, openLogs, type Batch, type Step } from '../step';
import { NOT_KEPT } from './keep.step';

const MINUTE_MS = 60_000;

/** Makes the batch durable in one transaction; a log that PostgreSQL refuses becomes a dead letter. */
export function storeStep(writer: LogWriter, publication: Publication, alerts: AlertDecider): Step {
  return async function store(batch) {
    const logs = openLogs(batch);
    const alertHits = alerts.decide(classified(batch));
    const { rejected } = await writer.write({
      origin: batch.origin,
      logs,
      deadLettersOf: (log, error) => {
        const index = batch.entries.findIndex((entry) => entry.log === log);
        return deadLettersOf(batch, index, 'store', error);
      },
      deadLetters: deadLetters(batch),
      mirrorTopic: publication.deadLetterTopic,
      outbox: announce(publication, logs),
      unkept: unkept(batch),
      templateCounts: templateCounts(batch),
      alertHits,
      checkpoint: batch.checkpoint,
    });
    alerts.stored(alertHits);
    if (rejected.size === 0) return;
    for (const entry of batch.entries) {
      const error = rejected.get(entry.log);
      if (error !== undefined && isOpen(entry)) entry.outcome = reject('store', error.code, error.detail);
    }
  };
}

/** What was classified, whether it is kept or not. */
function classified(batch: Batch): ClassifiedLog[] {
  const logs: ClassifiedLog[] = [];
  for (const { log, outcome } of batch.entries) if (outcome.kind !== 'reject') logs.push(log);
  return logs;
}

function deadLetters(batch: Batch): DeadLetter[] {
  return batch.entries.flatMap(({ outcome }, index) =>
    outcome.kind === 'reject' ? deadLettersOf(batch, index, outcome.stage, outcome.error) : [],
  );
}

function deadLettersOf(batch: Batch, index: number, stage: string, { code, detail }: RecordError): DeadLetter[] {
  const entry = batch.entries[index];
  if (entry === undefined) throw new Error(`the batch has no entry ${String(index)}`);
  const { raw, log } = entry;
  const records = batch.recordsOf?.(index) ?? [null];
  return records.map((record) => ({
    id: uuid7(Date.now()),
    origin: batch.origin,
    raw: record?.value ?? raw.bytes ?? Buffer.from(raw.message),
    record,
    observedAt: log.observedAt,
    stage,
    code,
    detail,
  }));
}

/** Counts the logs of each template by source and severity band, whether they are kept or not. */
function templateCounts(batch: Batch): TemplateCount[] {
  const counts = new Map<string, TemplateCount>();
  for (const { log, outcome } of batch.entries) {
    if (outcome.kind === 'reject') continue;
    const { templateId, source, observedAt } = log;
    const level = otelLevel(log.severityNumber)?.text ?? 'INFO';
    const key = `${templateId} ${level} ${source}`;
    const known = counts.get(key);
    if (known === undefined) {
      counts.set(key, { templateId, source, level, firstSeen: observedAt, lastSeen: observedAt, count: 1 });
    } else {
      known.count++;
      known.firstSeen = Math.min(known.firstSeen, observedAt);
      known.lastSeen = Math.max(known.lastSeen, observedAt);
    }
  }
  return [...counts.values()];
}

/** Counts what the store policy has dropped, by minute, source and category. */
function unkept(batch: Batch): UnkeptLogs[] {
  if (batch.keep === 'all') return [];
  const counts = new Map<string, { minute: number; source: string; category: string; count: number }>();
  for (const { log, outcome } of batch.entries) {
    if (outcome !== NOT_KEPT) continue;
    const minute = log.observedAt - (log.observedAt % MINUTE_MS);
    const { source } = log;
    const { category } = log.verdict;
    const key = JSON.stringify([minute, source, category]);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { minute, source, category, count: 1 });
    else known.count++;
  }
  return [...counts.values()];
}
