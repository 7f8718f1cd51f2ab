import { detached } from '../../core/text';

/** What a counter makes of one event. */
export interface BurstState {
  /** Events, or different values, within the window that ends with this event; never above the threshold. */
  readonly count: number;
  /** True for exactly one event of a burst: the one that reaches the threshold. */
  readonly crossed: boolean;
  /** True from there on until the key has been quiet for a window. */
  readonly raised: boolean;
}

interface Track {
  /** What happened, oldest first, as many as the threshold at most; lists, because most have one entry. */
  readonly values: (string | null)[];
  /** When each of `values` happened last. */
  readonly times: number[];
  latest: number;
  raised: boolean;
}

/**
 * Counts different values per key in a sliding window of event time. Memory is bounded: keys that were long without an
 * event are forgotten, and a key holds as many values as it takes to raise it.
 */
export class BurstCounter {
  /**
   * Two generations in place of one list in order: when the young one is full it becomes the old one, and the old one is
   * forgotten. A key that has an event is young again.
   */
  private young = new Map<string, Track>();
  private old = new Map<string, Track>();

  constructor(
    private readonly threshold: number,
    private readonly windowMs: number,
    /** Of each generation. */
    private readonly maxKeys: number,
  ) {}

  /**
   * Counts one event at `time` (epoch milliseconds); late ones count while they are inside the window.
   * @param value counts once a window; null for an event that counts itself
   */
  add(key: string, value: string | null, time: number): BurstState {
    const track = this.touch(key, time);
    if (track.raised) return { count: this.threshold, crossed: false, raised: true };
    if (time > track.latest - this.windowMs) {
      const before = value === null ? -1 : track.values.indexOf(value);
      if (before >= 0) removeAt(track, before);
      track.values.push(value);
      track.times.push(time);
    }
    const count = this.forgetOld(track);
    if (count < this.threshold) return { count, crossed: false, raised: false };
    track.raised = true;
    track.values.length = 0;
    track.times.length = 0;
    return { count, crossed: true, raised: true };
  }

  isRaised(key: string, time: number): boolean {
    const track = this.young.get(key) ?? this.old.get(key);
    return track?.raised === true && time - track.latest <= this.windowMs;
  }

  forget(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  private touch(key: string, time: number): Track {
    const young = this.young.get(key);
    let track = young ?? this.old.get(key);
    if (track === undefined || time - track.latest > this.windowMs) {
      track = { values: [], times: [], latest: time, raised: false };
    }
    track.latest = Math.max(track.latest, time);
    if (track !== young) this.keep(key, track);
    return track;
  }

  private keep(key: string, track: Track): void {
    if (this.young.size >= this.maxKeys) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(detached(key), track);
  }

  private forgetOld(track: Track): number {
    const { times, latest } = track;
    for (let i = times.length - 1; i >= 0; i--) if ((times[i] ?? 0) <= latest - this.windowMs) removeAt(track, i);
    return times.length;
  }
}

function removeAt({ values, times }: Track, index: number): void {
  values.splice(index, 1);
  times.splice(index, 1);
}
