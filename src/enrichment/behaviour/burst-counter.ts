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
  /** Time of the last event of each value, oldest first; as many as the threshold at most. */
  readonly times: Map<string, number>;
  latest: number;
  raised: boolean;
}

/**
 * Counts different values per key in a sliding window of event time. Memory is bounded: the keys that were longest
 * without an event are forgotten first, and a key holds as many values as it takes to raise it.
 */
export class BurstCounter {
  /** In the order of their last event. */
  private readonly tracks = new Map<string, Track>();

  constructor(
    private readonly threshold: number,
    private readonly windowMs: number,
    private readonly maxKeys: number,
  ) {}

  /** Counts one event at `time` (epoch milliseconds); late ones count while they are inside the window. */
  add(key: string, value: string, time: number): BurstState {
    const track = this.touch(key, time);
    if (track.raised) return { count: this.threshold, crossed: false, raised: true };
    if (time > track.latest - this.windowMs) {
      track.times.delete(value);
      track.times.set(value, time);
    }
    const count = this.forgetOld(track);
    if (count < this.threshold) return { count, crossed: false, raised: false };
    track.raised = true;
    track.times.clear();
    return { count, crossed: true, raised: true };
  }

  isRaised(key: string, time: number): boolean {
    const track = this.tracks.get(key);
    return track?.raised === true && time - track.latest <= this.windowMs;
  }

  forget(key: string): void {
    this.tracks.delete(key);
  }

  private touch(key: string, time: number): Track {
    let track = this.tracks.get(key);
    if (track === undefined || time - track.latest > this.windowMs) {
      track = { times: new Map(), latest: time, raised: false };
    }
    track.latest = Math.max(track.latest, time);
    this.tracks.delete(key);
    this.tracks.set(key, track);
    if (this.tracks.size > this.maxKeys) this.forgetOldest();
    return track;
  }

  private forgetOldest(): void {
    const oldest = this.tracks.keys().next();
    if (oldest.done !== true) this.tracks.delete(oldest.value);
  }

  private forgetOld({ times, latest }: Track): number {
    for (const [value, time] of times) if (time <= latest - this.windowMs) times.delete(value);
    return times.size;
  }
}
