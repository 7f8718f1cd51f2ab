import { RecentMap } from '../../core/recent-map';

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
  private readonly tracks: RecentMap<Track>;

  /** @param maxKeys see {@link RecentMap} */
  constructor(
    private readonly threshold: number,
    private readonly windowMs: number,
    maxKeys: number,
  ) {
    this.tracks = new RecentMap(maxKeys);
  }

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
    const track = this.tracks.peek(key);
    return track?.raised === true && time - track.latest <= this.windowMs;
  }

  forget(key: string): void {
    this.tracks.delete(key);
  }

  private touch(key: string, time: number): Track {
    let track = this.tracks.get(key);
    if (track === undefined || time - track.latest > this.windowMs) {
      track = { values: [], times: [], latest: time, raised: false };
      this.tracks.set(key, track);
    }
    track.latest = Math.max(track.latest, time);
    return track;
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
