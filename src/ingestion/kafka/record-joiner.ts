import type { JsonValue } from '../../core/json';
import type { RawLog } from '../../core/log';
import { SOURCE_HEADER, type KafkaRecord } from '../../messaging/record-batch';
import { MultilineJoiner, type MultilineOptions } from '../../parsing/multiline';
import { EMPTY_MESSAGE, type Decoded } from './decode-record';

/** A record and what it says. */
export interface ReadRecord {
  readonly record: KafkaRecord;
  readonly decoded: Decoded;
}

/** Records that make up one log, or one that is none. */
export interface RecordEvent {
  /** Place of its first record. */
  readonly first: number;
  /** Place of its last one; those of other events may lie between. */
  readonly last: number;
  readonly records: readonly KafkaRecord[];
  readonly decoded: Decoded;
}

/** A log that lines may still be added to. */
interface Building {
  readonly first: number;
  last: number;
  readonly log: RawLog;
  readonly lines: string[];
  readonly records: KafkaRecord[];
}

/** The lines of one sender. */
interface Stream {
  readonly joiner: MultilineJoiner;
  building: Building | null;
  /** Places of blank records behind what is being built. */
  readonly blanks: number[];
  /** Epoch milliseconds of its last record. */
  at: number;
}

/** Lines of one event are written at once, whatever brings them here. */
const WITHIN_MS = 1_000;
/** Records that at most wait for the lines of an event behind them. */
const MAX_WAITING = 500;

export interface JoinedRecords {
  readonly events: readonly RecordEvent[];
  /** How many of the records are in events that are complete; lines that come soon may belong to those behind. */
  readonly complete: number;
}

/**
 * Joins lines that were sent as records of their own to the events they belong to, such as stack traces: for each
 * sender by itself, because records of several stand between each other.
 * @returns the events in the order of their first records, each record in one of them
 */
export function joinRecords(records: readonly ReadRecord[], options: MultilineOptions): JoinedRecords {
  const joiner = new RecordJoiner(options);
  records.forEach((record, i) => {
    joiner.add(record, i);
  });
  return joiner.result(records);
}

/** Each record an event of its own. */
export function separateRecords(records: readonly ReadRecord[]): RecordEvent[] {
  return records.map(eventOf);
}

class RecordJoiner {
  private readonly streams = new Map<string, Stream>();
  /** By the place of their first record; null for records that are in an event before them. */
  private readonly events: (Building | RecordEvent | null)[] = [];

  constructor(private readonly options: MultilineOptions) {}

  add({ record, decoded }: ReadRecord, place: number): void {
    if ('error' in decoded) {
      this.events.push(eventOf({ record, decoded }, place));
      if (decoded.error.code === EMPTY_MESSAGE) this.addBlank(record, place);
      return;
    }
    const { log } = decoded;
    const stream = this.streamOf(log.source ?? senderOf(record));
    const { building, joiner } = stream;
    if (building !== null && !(record.timestamp - stream.at <= WITHIN_MS && isMore(log, building.log))) joiner.flush();
    const opened = joiner.opened;
    joiner.push(log.message);
    stream.at = record.timestamp;
    if (building === null || joiner.opened !== opened) {
      stream.building = { first: place, last: place, log, lines: [log.message], records: [record] };
      this.events.push(stream.building);
    } else {
      this.events.push(null);
      for (const blank of stream.blanks) this.takeBlank(building, blank);
      building.lines.push(log.message);
      building.records.push(record);
      building.last = place;
    }
    if (stream.blanks.length > 0) stream.blanks.length = 0;
  }

  result(records: readonly ReadRecord[]): JoinedRecords {
    const events = this.events
      .filter((event) => event !== null)
      .map((event) => ('lines' in event ? built(event) : event));
    return { events, complete: this.complete(records, events) };
  }

  /** Blank records say nothing, except between the lines of an event. */
  private addBlank(record: KafkaRecord, place: number): void {
    const stream = this.streams.get(senderOf(record));
    if (stream === undefined) return;
    stream.joiner.push('');
    stream.blanks.push(place);
  }

  private takeBlank(building: Building, place: number): void {
    const blank = this.events[place];
    if (blank === null || blank === undefined) return;
    building.lines.push('');
    building.records.push(...blank.records);
    this.events[place] = null;
  }

  private streamOf(sender: string): Stream {
    let stream = this.streams.get(sender);
    if (stream === undefined) {
      stream = { joiner: new MultilineJoiner(this.options), building: null, blanks: [], at: 0 };
      this.streams.set(sender, stream);
    }
    return stream;
  }

  private complete(records: readonly ReadRecord[], events: readonly RecordEvent[]): number {
    const now = records.at(-1)?.record.timestamp ?? 0;
    let complete = records.length;
    for (const { joiner, building, at } of this.streams.values()) {
      if (building === null || !joiner.expectsMore || now - at > WITHIN_MS) continue;
      if (records.length - building.first <= MAX_WAITING) complete = Math.min(complete, building.first);
    }
    // Nothing before that place may reach behind it.
    for (const { first, last } of [...events].reverse()) if (first < complete && last >= complete) complete = first;
    return records.length - complete <= MAX_WAITING ? complete : records.length;
  }
}

function eventOf({ record, decoded }: ReadRecord, place: number): RecordEvent {
  return { first: place, last: place, records: [record], decoded };
}

function built({ first, last, log, lines, records }: Building): RecordEvent {
  const decoded = { log: lines.length === 1 ? log : { ...log, message: lines.join('\n') } };
  return { first, last, records, decoded };
}

/** Who has sent a bare line, as far as the record says so. */
function senderOf({ headers, key }: KafkaRecord): string {
  return headers[SOURCE_HEADER]?.toString('utf8') ?? key?.toString('latin1') ?? '';
}

/** Whether a record says no more about its line than the first one of the event did. */
function isMore(log: RawLog, first: RawLog): boolean {
  return log.level === null && sameAttributes(log.attributes, first.attributes);
}

function sameAttributes(one: JsonValue, other: JsonValue): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
