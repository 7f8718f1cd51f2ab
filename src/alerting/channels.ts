import type { Channel, ChannelName } from '../core/alert';

/** The channels that are set up. */
export class Channels {
  private constructor(
    readonly all: readonly Channel[],
    /** What is wrong with how they are set up, in sentences for a person. */
    readonly problems: readonly string[],
  ) {}

  static open(): Channels {
    return new Channels([], []);
  }

  get names(): ReadonlySet<ChannelName> {
    return new Set(this.all.map(({ name }) => name));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((channel) => channel.close()));
  }
}
