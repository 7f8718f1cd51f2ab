import type { PoolClient } from 'pg';
import { CheckpointConflict, type Checkpoint } from '../core/checkpoint';
import type { DeadLetter } from '../core/dead-letter';
import type { ClassifiedLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import { cleanText } from '../core/text';
import { copyIn } from './copy-in';
import { bytesField, copyChunks, copyRow, textField, timestampField } from './copy-text';
import { COPY_LOGS, copyRowOf } from './log-row';
import { databaseErrorOf, errorKind } from './sqlstate';
import type { OutboxMessage, Rejections, WriteBatch } from './write-batch';

const YEAR_10000 = Date.UTC(10_000, 0);
const arrival = timestampField();
const COPY_DEAD_LETTERS = 'COPY dead_letters (origin, raw, observed_at, stage, code, detail) FROM STDIN';

/** Templates that are known to be stored. */
export interface KnownTemplates {
  has(templateId: string): boolean;
}

/**
 * The statements of one write, inside a transaction that somebody else begins and ends.
 *
 * `careful` is the second try after PostgreSQL refused a record: logs are stored under savepoints and halved until
 * the refused ones stand alone; those become dead letters of the same transaction.
 */
export class BatchTransaction {
  private readonly rejected = new Map<ClassifiedLog, RecordError>();

  constructor(
    private readonly client: PoolClient,
    private readonly templates: KnownTemplates,
    private readonly careful: boolean,
  ) {}

  /** @throws CheckpointConflict when a batch does not start where its source was left. */
  async write(batches: readonly WriteBatch[]): Promise<Rejections> {
    for (const { checkpoint } of batches) if (checkpoint !== null) await this.advance(checkpoint);
    const logs = batches.flatMap((batch) => batch.logs);
    if (this.careful) await this.storeHalving(logs);
    else await this.storeLogs(logs);
    await this.storeDeadLetters(batches.flatMap((batch) => [...batch.deadLetters, ...this.refused(batch)]));
    await this.storeOutbox(batches.flatMap((batch) => batch.outbox));
    return this.rejected;
  }

  /** Compare and set: the row lock makes a second reader of the same source wait, and then find that it is late. */
  private async advance({ source, expected, next, state }: Checkpoint): Promise<void> {
    const { rowCount } = await this.client.query(
      expected === 0
        ? `INSERT INTO checkpoints AS c (source, position, state) VALUES ($1, $3, $4)
           ON CONFLICT (source) DO UPDATE SET position = $3, state = $4, updated_at = now() WHERE c.position = $2`
        : `UPDATE checkpoints SET position = $3, state = $4, updated_at = now() WHERE source = $1 AND position = $2`,
      [source, expected, next, JSON.stringify(state)],
    );
    if (rowCount === 1) return;
    const { rows } = await this.client.query<{ position: string }>(
      'SELECT position FROM checkpoints WHERE source = $1',
      [source],
    );
    throw new CheckpointConflict(source, expected, Number(rows[0]?.position ?? 0));
  }

  private async storeLogs(logs: readonly ClassifiedLog[]): Promise<void> {
    if (logs.length === 0) return;
    await this.storeTemplates(logs);
    await copyIn(this.client, COPY_LOGS, copyChunks(logs, copyRowOf));
  }

  private async storeHalving(logs: readonly ClassifiedLog[]): Promise<void> {
    await this.client.query('SAVEPOINT part');
    try {
      await this.storeLogs(logs);
      await this.client.query('RELEASE SAVEPOINT part');
    } catch (error) {
      const refusal = databaseErrorOf(error);
      if (refusal === null || errorKind(error) !== 'data') throw error;
      await this.client.query('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part');
      const [only] = logs;
      if (only !== undefined && logs.length === 1) {
        const detail = `${refusal.message} (SQLSTATE ${String(refusal.code)})`;
        this.rejected.set(only, { code: 'refused_by_database', detail });
        return;
      }
      const middle = logs.length >> 1;
      await this.storeHalving(logs.slice(0, middle));
      await this.storeHalving(logs.slice(middle));
    }
  }

  /** In the order of their ids, so that two transactions with the same new templates cannot wait for each other. */
  private async storeTemplates(logs: readonly ClassifiedLog[]): Promise<void> {
    const fresh = new Map<string, ClassifiedLog>();
    for (const log of logs) if (!this.templates.has(log.templateId)) fresh.set(log.templateId, log);
    if (fresh.size === 0) return;
    const logOfTemplate = [...fresh.values()];
    await this.client.query(
      `INSERT INTO templates (id, template, first_seen)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS t (id, template, first_seen) ORDER BY id
       ON CONFLICT (id) DO NOTHING`,
      [
        logOfTemplate.map((log) => log.templateId),
        logOfTemplate.map((log) => log.template),
        logOfTemplate.map((log) => arrival(log.observedAt)),
      ],
    );
  }

  private refused({ origin, logs, rawOf }: WriteBatch): DeadLetter[] {
    if (this.rejected.size === 0) return [];
    return logs.flatMap((log) => {
      const error = this.rejected.get(log);
      if (error === undefined) return [];
      return [{ origin, raw: rawOf(log), observedAt: log.observedAt, stage: 'store', ...error }];
    });
  }

  private async storeDeadLetters(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    await copyIn(this.client, COPY_DEAD_LETTERS, copyChunks(letters, deadLetterRow));
  }

  private async storeOutbox(messages: readonly OutboxMessage[]): Promise<void> {
    const kept = announced(messages, this.rejected);
    if (kept.length === 0) return;
    await this.client.query(
      `INSERT INTO outbox (id, topic, key, payload)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[])`,
      [
        kept.map(({ id }) => id),
        kept.map(({ topic }) => topic),
        kept.map(({ key }) => key),
        kept.map(({ payload }) => JSON.stringify(payload)),
      ],
    );
  }
}

/**
 * Whether the transaction that wrote these batches was committed, told by its first trace. A batch of nothing but
 * dead letters leaves none; it is written again.
 */
export async function isStored(
  client: PoolClient,
  batches: readonly WriteBatch[],
  rejected: Rejections,
): Promise<boolean> {
  const log = batches.flatMap(({ logs }) => logs).find((candidate) => !rejected.has(candidate));
  if (log !== undefined) {
    return exists(client, 'logs WHERE observed_at = $1 AND id = $2', [new Date(log.observedAt), log.id]);
  }
  const checkpoint = batches.find((batch) => batch.checkpoint !== null)?.checkpoint;
  if (checkpoint) {
    return exists(client, 'checkpoints WHERE source = $1 AND position = $2', [checkpoint.source, checkpoint.next]);
  }
  const [message] = batches.flatMap(({ outbox }) => announced(outbox, rejected));
  return message !== undefined && exists(client, 'outbox WHERE id = $1', [message.id]);
}

/** The messages about logs that were not refused. */
function announced(messages: readonly OutboxMessage[], rejected: Rejections): OutboxMessage[] {
  const refusedIds = new Set([...rejected.keys()].map(({ id }) => id));
  return messages.filter(({ logId }) => logId === null || !refusedIds.has(logId));
}

async function exists(client: PoolClient, rows: string, values: unknown[]): Promise<boolean> {
  const result = await client.query<{ found: boolean }>(`SELECT EXISTS (SELECT FROM ${rows}) AS found`, values);
  return result.rows[0]?.found === true;
}

/** A dead letter must always be storable, whatever is wrong with the record: its texts may quote what came in. */
function deadLetterRow(letter: DeadLetter): string {
  const { observedAt } = letter;
  return copyRow([
    clean(letter.origin),
    bytesField(letter.raw),
    arrival(observedAt >= 0 && observedAt < YEAR_10000 ? observedAt : Date.now()),
    clean(letter.stage),
    clean(letter.code),
    clean(letter.detail),
  ]);
}

function clean(text: string): string {
  return textField(cleanText(text, text.length).text);
}
