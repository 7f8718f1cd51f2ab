import { MultilineJoiner, type JoinedEvent, type MultilineOptions } from './multiline';

/** An event and the source whose lines it was joined from. */
export interface SourceEvent extends JoinedEvent {
  readonly source: string;
}

/** Sources whose lines are held at the same time; each holds one event at most. */
const MAX_SOURCES = 1000;

/**
 * Joins the lines of many sources that come mixed and in batches. What one batch leaves open goes on in the next;
 * `flush` hands out what has been silent too long, so it must be called now and then, and with `Infinity` at the end.
 */
export class MultilineSources {
  private readonly joiners = new Map<string, MultilineJoiner>();

  constructor(
    private readonly options: MultilineOptions = {},
    private readonly maxSources = MAX_SOURCES,
  ) {}

  /** Takes the next line of a source; returns the events that are complete, in the order of their first lines. */
  push(source: string, line: string, now: number): SourceEvent[] {
    const done: SourceEvent[] = [];
    let joiner = this.joiners.get(source);
    if (joiner === undefined) {
      if (this.joiners.size >= this.maxSources) done.push(...this.dropQuietest());
      joiner = new MultilineJoiner(this.options);
      this.joiners.set(source, joiner);
    }
    const event = joiner.push(line, now);
    if (event !== null) done.push({ ...event, source });
    return done;
  }

  /** Events of all sources that have been silent long enough at `now` (ms). */
  flush(now: number): SourceEvent[] {
    const done: SourceEvent[] = [];
    for (const [source, joiner] of this.joiners) {
      const event = joiner.flush(now);
      if (event !== null) done.push({ ...event, source });
    }
    return done;
  }

  /** Makes room for one more source: the one silent longest gives up its event. */
  private dropQuietest(): SourceEvent[] {
    let quietest: readonly [string, MultilineJoiner] | null = null;
    for (const entry of this.joiners) {
      if (quietest === null || entry[1].idleSince < quietest[1].idleSince) quietest = entry;
    }
    if (quietest === null) return [];
    const [source, joiner] = quietest;
    this.joiners.delete(source);
    const event = joiner.flush(Infinity);
    return event === null ? [] : [{ ...event, source }];
  }
}
