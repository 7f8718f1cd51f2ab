import type { ServerProcess } from '../support/process';
import { until } from './fault-rig';
import type { Draft, SentRecord } from './ledger';
import type { Scene } from './scene';

const SETTLE_SECONDS = 90;
const SENTINEL_SECONDS = 15;
/** The line as it came stands in the message alone when that is all of it. */
const LOGS = 'SELECT id, coalesce(raw, message) AS raw FROM logs';
const READ_MS = 30_000;
const EXAMPLES = 3;

/** What a case expects beside the promises that always hold. */
export interface Expected {
  /** Events of records that Kafka itself has thrown away. */
  readonly lost?: ReadonlySet<string>;
  /** Steps that must not have refused anything: what failed was not the records' fault. */
  readonly noDeadLetterOf?: readonly string[];
}

/** What the oracle found. */
export interface Judgement {
  readonly records: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** Records on the classified topic beyond one for each row. */
  readonly republished: number;
  /** Empty when everything that was promised holds. */
  readonly faults: readonly string[];
}

/** A dead letter as the database holds it. */
interface DeadLetterRow {
  readonly id: string;
  readonly raw: Buffer | null;
  readonly key: Buffer | null;
  readonly partition: number;
  readonly record_offset: string;
  readonly stage: string;
  readonly code: string;
  readonly detail: string;
  readonly headers: Record<string, string>;
}

/** Waits until every record was read, committed to Kafka and published. */
export async function settle(scene: Scene): Promise<void> {
  await until('lag 0 and an empty outbox', SETTLE_SECONDS, async () => {
    const lag = await lagOf(scene);
    const { rows } = await scene.sql.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
    const waiting = rows[0]!.n;
    return lag + waiting === 0 || `lag ${String(lag)}, ${String(waiting)} messages in the outbox`;
  });
}

/**
 * Judges a scene whose faults are over: what was acknowledged must equal rows ⊎ dead letters (⊎ `lost`), each once;
 * what is stored must be on the topics; and a fresh record must come through each partition.
 */
export async function judge(
  scene: Scene,
  server: ServerProcess,
  { lost = new Set(), noDeadLetterOf = [] }: Expected,
): Promise<Judgement> {
  await settle(scene);
  await sendSentinels(scene, server);
  await settle(scene);
  const rows = await scene.sql.query<{ id: string; raw: string }>(LOGS);
  const letters = await scene.sql.query<DeadLetterRow>('SELECT * FROM dead_letters');
  const rowEvents = rows.rows.map(({ raw }) => /event=\d+/.exec(raw)?.[0] ?? raw);
  const letterEvents = letters.rows.map(({ key }) => String(key));
  const expected = [...scene.ledger.records.keys()].filter((event) => !lost.has(event));
  const republished: string[] = [];
  const faults = [
    ...compare('record', expected, [...rowEvents, ...letterEvents]),
    ...named(
      'records blamed for an outage',
      letters.rows.filter(({ stage }) => noDeadLetterOf.includes(stage)).map(({ key }) => String(key)),
    ),
    ...letters.rows.flatMap((letter) => untrueLetter(letter, scene.ledger.records.get(String(letter.key)))),
    ...(await publishedFaults(scene, rows.rows, republished)),
    ...(await mirrorFaults(scene, letters.rows)),
  ];
  return {
    records: scene.ledger.records.size,
    rows: rowEvents.length,
    deadLetters: letterEvents.length,
    republished: republished.length,
    faults,
  };
}

/** Records between what the group has committed and the ends of the partitions, in either direction. */
async function lagOf({ rig, raw, group }: Scene): Promise<number> {
  const [ends, committed] = await Promise.all([rig.test.endOffsets(raw), rig.test.committed(group, raw)]);
  return ends.reduce((sum, end, partition) => sum + Math.abs(end - Math.max(0, committed[partition] ?? 0)), 0);
}

async function sendSentinels({ ledger, partitions }: Scene, server: ServerProcess): Promise<void> {
  const sentinels: Draft[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const event = ledger.nextEvent();
    const sentinel = { event, value: Buffer.from(`sentinel ${event}.`) };
    await ledger.send([sentinel], { partition });
    sentinels.push(sentinel);
  }
  for (const { value } of sentinels) {
    const text = String(value);
    await until(`"${text}" in GET /logs`, SENTINEL_SECONDS, async () => {
      const response = await fetch(`${server.url}/logs?q=${encodeURIComponent(text)}`);
      const body = await response.text();
      return body.includes(text) || `${String(response.status)} ${body}`;
    });
  }
}

/** What is missing, there twice, or there though nobody sent it. */
function compare(kind: string, expected: readonly string[], found: readonly string[]): string[] {
  const counts = new Map(expected.map((one) => [one, 0]));
  const strange: string[] = [];
  for (const one of found) {
    const count = counts.get(one);
    if (count === undefined) strange.push(one);
    else counts.set(one, count + 1);
  }
  const missing = expected.filter((one) => counts.get(one) === 0);
  const repeated = expected.filter((one) => (counts.get(one) ?? 0) > 1);
  return [
    ...named(`${kind}s missing`, missing),
    ...named(`${kind}s more than once`, repeated),
    ...named(`${kind}s from nowhere`, strange),
  ];
}

function named(what: string, which: readonly string[]): string[] {
  if (which.length === 0) return [];
  return [
    `${String(which.length)} ${what} (${which.slice(0, EXAMPLES).join(', ')}${which.length > EXAMPLES ? ' …' : ''})`,
  ];
}

/** A dead letter must hold the record as it was. */
function untrueLetter(letter: DeadLetterRow, sent: SentRecord | undefined): string[] {
  if (sent === undefined) return [];
  const headers = Object.fromEntries(
    Object.entries(sent.headers ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  );
  const same =
    sameBytes(letter.raw, sent.value) &&
    letter.partition === sent.partition &&
    Number(letter.record_offset) === sent.offset &&
    JSON.stringify(letter.headers) === JSON.stringify(headers);
  return same ? [] : [`the dead letter of ${sent.event} is not the record that was sent`];
}

async function publishedFaults(
  { rig, classified }: Scene,
  rows: readonly { readonly id: string }[],
  republished: string[],
): Promise<string[]> {
  const ids: string[] = [];
  const seen = new Set<string>();
  for (const { headers, value } of await rig.test.readAll(classified, { timeoutMs: READ_MS })) {
    const id = headers['x-event-id'] ?? 'no x-event-id';
    const { id: inValue } = JSON.parse(String(value)) as { id: string };
    if (inValue !== id) return [`x-event-id ${id} is on the record of ${inValue}`];
    if (seen.has(id)) republished.push(id);
    else ids.push(id);
    seen.add(id);
  }
  return compare(
    'published row',
    rows.map(({ id }) => id),
    ids,
  );
}

/** Each dead letter must be on its topic with the record's own bytes, and with headers that say what it is. */
async function mirrorFaults(scene: Scene, letters: readonly DeadLetterRow[]): Promise<string[]> {
  const mirrored = await scene.rig.test.readAll(scene.deadLetters, { timeoutMs: READ_MS });
  const byId = new Map(mirrored.map((record) => [record.headers['x-event-id'], record]));
  const faults = compare(
    'mirrored dead letter',
    letters.map(({ id }) => id),
    [...byId.keys()].map(String),
  );
  for (const letter of letters) {
    const copy = byId.get(letter.id);
    if (copy === undefined) continue;
    const sent = scene.ledger.records.get(String(letter.key));
    const expected: Record<string, string> = {
      ...sent?.headers,
      'x-original-topic': scene.raw,
      'x-original-partition': String(letter.partition),
      'x-original-offset': letter.record_offset,
      'x-error-stage': letter.stage,
      'x-error-code': letter.code,
      'x-error-detail': letter.detail,
    };
    const wrong = Object.keys(expected).filter((name) => copy.headers[name] !== expected[name]);
    for (const name of ['x-original-timestamp', 'x-app-version']) if (!copy.headers[name]) wrong.push(name);
    if (!sameBytes(copy.key, letter.key) || !sameBytes(copy.value, letter.raw)) wrong.push('bytes');
    if (wrong.length > 0) faults.push(`the mirror of dead letter ${letter.id} differs in ${wrong.join(', ')}`);
  }
  return faults;
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
