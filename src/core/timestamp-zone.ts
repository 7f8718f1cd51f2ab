const MINUTE = 60_000;
/** Offsets change at most at full quarters of an hour (IANA time zone database). */
const SLOT = 15 * MINUTE;
const MAX_SLOTS = 1024;

/** Tells the time zone of times that name none. */
export class TimeZone {
  static readonly UTC = new TimeZone(0, null);
  private readonly offsets = new Map<number, number>();

  private constructor(
    private readonly minutes: number,
    private readonly clock: Intl.DateTimeFormat | null,
  ) {}

  /**
   * A zone by its name (`UTC`, `Europe/Berlin`) or offset (`+02:00`, `-0530`).
   * @throws RangeError when there is no such zone
   */
  static of(name: string): TimeZone {
    const offset = /^([+-])(\d\d):?(\d\d)$/.exec(name);
    if (offset !== null) {
      const minutes = Number(offset[2]) * 60 + Number(offset[3]);
      if (minutes > 14 * 60) throw new RangeError(`${name} is not an offset from UTC: at most 14 hours`);
      return new TimeZone(offset[1] === '-' ? -minutes : minutes, null);
    }
    if (name === 'UTC' || name === 'Z') return TimeZone.UTC;
    return new TimeZone(
      0,
      new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
      }),
    );
  }

  /** Epoch milliseconds at which clocks of this zone show `wall`, the shown time written as if it were UTC. */
  toEpoch(wall: number): number {
    if (this.clock === null) return wall - this.minutes * MINUTE;
    if (Number.isNaN(wall)) return wall;
    const slot = Math.floor(wall / SLOT);
    let offset = this.offsets.get(slot);
    if (offset === undefined) {
      // The offset belongs to a moment that is itself not known yet: the second look settles it (RFC 5545 practice).
      const guess = slot * SLOT;
      offset = this.offsetAt(guess - this.offsetAt(guess, this.clock), this.clock);
      if (this.offsets.size >= MAX_SLOTS) this.offsets.clear();
      this.offsets.set(slot, offset);
    }
    return wall - offset;
  }

  private offsetAt(epoch: number, clock: Intl.DateTimeFormat): number {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of clock.formatToParts(epoch)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - epoch;
  }
}
