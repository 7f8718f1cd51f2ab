import type { IntegrationsConfig } from '../config/integrations.config';
import type { Channel, ChannelName } from '../core/alert';
import { createChannels, type ChannelStatus } from '../integrations/create-channels';

/** The ways to tell people: those that are set up, and what is to be said about all of them. */
export class Channels {
  private constructor(
    readonly all: readonly Channel[],
    readonly statuses: readonly ChannelStatus[],
  ) {}

  /** @param onWarn told of what goes wrong outside of a call */
  static open(config: IntegrationsConfig, onWarn: (text: string) => void): Channels {
    const { channels, statuses } = createChannels(config, onWarn);
    return new Channels(channels, statuses);
  }

  get names(): ReadonlySet<ChannelName> {
    return new Set(this.all.map(({ name }) => name));
  }

  /** What is wrong with how they are set up, in sentences for a person. */
  get problems(): string[] {
    return this.statuses.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((channel) => channel.close()));
  }
}
