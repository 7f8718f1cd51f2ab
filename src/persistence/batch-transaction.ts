import type { PoolClient } from 'pg';
import { CheckpointConflict, type Checkpoint, type Gap } from '../core/checkpoint';
import type { DeadLetter } from '../core/dead-letter';
import type { ClassifiedLog } from '../core/log';
import type { RecordError } from '../core/outcome';
import { cleanText } from '../core/text';
import { uuid7 } from '../core/uuid7';
import { storeAlertHits } from './alerts/alert-hits';
import { copyIn } from './copy-in';
import { bytesField, copyChunks, copyRow, jsonField, NULL_FIELD, textField, timestampField } from './copy-text';
import { COPY_LOGS, copyRowOf } from './log-row';
import { databaseErrorOf, errorKind } from './sqlstate';
import { storeTemplateCounts } from './template-counts';
import { storeUnkept } from './unkept-logs';
import type { OutboxMessage, Rejections, WriteBatch } from './write-batch';

const YEAR_10000 = Date.UTC(10_000, 0);
const arrival = timestampField();
const COPY_DEAD_LETTERS = `COPY dead_letters (id, origin, raw, observed_at, stage, code, detail, topic, partition,
  record_offset, record_at, key, headers) FROM STDIN`;

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
    private readonly careful: boolean,
  ) {}

  /** @throws CheckpointConflict when a batch does not start where its source was left. */
  async write(batches: readonly WriteBatch[]): Promise<Rejections> {
    for (const { checkpoint } of batches) if (checkpoint !== null) await this.advance(checkpoint);
    const logs = batches.flatMap((batch) => batch.logs);
    if (this.careful) await this.storeHalving(logs);
    else await this.storeLogs(logs);
    const messages: OutboxMessage[] = [];
    for (const batch of batches) {
      const letters = [...batch.deadLetters, ...this.refused(batch)];
      await this.storeDeadLetters(letters);
      messages.push(...batch.outbox, ...mirrorOf(batch, letters));
    }
    await this.storeOutbox(messages);
    await storeUnkept(
      this.client,
      batches.flatMap(({ unkept }) => unkept),
    );
    await storeTemplateCounts(
      this.client,
      batches.flatMap(({ templateCounts }) => templateCounts),
    );
    await storeAlertHits(
      this.client,
      batches.flatMap(({ alertHits }) => alertHits),
    );
    return this.rejected;
  }

  /** Compare and set: the row lock makes a second reader of the same source wait, and then find that it is late. */
  private async advance({ source, expected, next, gap, state }: Checkpoint): Promise<void> {
    const { rowCount } = await this.client.query(
      expected === 0
        ? `INSERT INTO checkpoints AS c (source, position, state) VALUES ($1, $3, $4)
           ON CONFLICT (source) DO UPDATE SET position = $3, state = $4, updated_at = now() WHERE c.position = $2`
        : `UPDATE checkpoints SET position = $3, state = $4, updated_at = now() WHERE source = $1 AND position = $2`,
      [source, expected, next, JSON.stringify(state)],
    );
    if (rowCount === 1) {
      if (gap !== null) await this.storeGap(source, gap);
      return;
    }
    const { rows } = await this.client.query<{ position: string }>(
      'SELECT position FROM checkpoints WHERE source = $1',
      [source],
    );
    throw new CheckpointConflict(source, expected, Number(rows[0]?.position ?? 0));
  }

  private async storeLogs(logs: readonly ClassifiedLog[]): Promise<void> {
    if (logs.length === 0) return;
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

  private async storeGap(source: string, { from, to }: Gap): Promise<void> {
    await this.client.query('INSERT INTO ingest_gaps (source, from_position, to_position) VALUES ($1, $2, $3)', [
      source,
      from,
      to,
    ]);
  }

  private refused({ logs, deadLettersOf }: WriteBatch): DeadLetter[] {
    if (this.rejected.size === 0) return [];
    return logs.flatMap((log) => {
      const error = this.rejected.get(log);
      return error === undefined ? [] : deadLettersOf(log, error);
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

/** Whether the transaction that wrote these batches was committed, told by its first trace. */
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
  const [letter] = batches.flatMap(({ deadLetters }) => deadLetters);
  if (letter !== undefined) return exists(client, 'dead_letters WHERE id = $1', [letter.id]);
  const [message] = batches.flatMap(({ outbox }) => announced(outbox, rejected));
  return message !== undefined && exists(client, 'outbox WHERE id = $1', [message.id]);
}

/** One message for all dead letters of a batch that came in stream records: it names them, they hold the bytes. */
function mirrorOf({ mirrorTopic }: WriteBatch, letters: readonly DeadLetter[]): OutboxMessage[] {
  const ids = letters.filter(({ record }) => record !== null).map(({ id }) => id);
  if (mirrorTopic === null || ids.length === 0) return [];
  return [{ id: uuid7(Date.now()), topic: mirrorTopic, key: null, payload: { deadLetters: ids }, logId: null }];
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
  const { observedAt, record } = letter;
  return copyRow([
    letter.id,
    clean(letter.origin),
    record !== null && record.value === null ? NULL_FIELD : bytesField(letter.raw),
    arrival(inRange(observedAt)),
    clean(letter.stage),
    clean(letter.code),
    clean(letter.detail),
    ...(record === null
      ? [NULL_FIELD, NULL_FIELD, NULL_FIELD, NULL_FIELD, NULL_FIELD, NULL_FIELD]
      : [
          clean(record.topic),
          record.partition,
          record.offset,
          arrival(inRange(record.timestamp)),
          record.key === null ? NULL_FIELD : bytesField(record.key),
          jsonField(record.headers),
        ]),
  ]);
}

function inRange(epochMs: number): number {
  return epochMs >= 0 && epochMs < YEAR_10000 ? epochMs : Date.now();
}

function clean(text: string): string {
  return textField(cleanText(text, text.length).text);
}
