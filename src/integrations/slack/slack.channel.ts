import type { Channel, ChannelMemory, DeliveryOutcome, Message } from '../../core/alert';
import { isObject } from '../../core/json';
import { outcomeOf } from '../call-error';
import { SlackApi, SlackError, type SlackPlace, type SlackPost, type SlackSettings } from './slack-api';
import { slackMessage, slackReply } from './slack.message';

/** The message that opened the thread is gone or closed: a new one takes its place. */
const THREAD_LOST = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);
/** The token may not read the conversation, or it is known by name only: then nothing can be looked up. */
const CANNOT_LOOK = new Set(['missing_scope', 'channel_not_found', 'not_in_channel', 'invalid_arguments']);

/** Tells a Slack conversation: one message for each alert, kept up to date, and a thread below it. */
export class SlackChannel implements Channel {
  readonly name = 'slack';
  readonly target: string;
  private readonly api: SlackApi;

  constructor(private readonly settings: SlackSettings & { readonly channel: string }) {
    this.target = new URL(settings.apiUrl).host;
    this.api = new SlackApi(settings);
  }

  send(message: Message, memory: ChannelMemory, after: 'nothing' | 'ambiguous'): Promise<DeliveryOutcome> {
    return outcomeOf(async () => {
      const thread = message.kind === 'digest' || message.event === 'test' ? null : placeIn(memory);
      const known = thread !== null && message.kind === 'alert' && (await this.updated(thread, message));
      const post: SlackPost = known
        ? {
            ...slackReply(message),
            deliveryId: message.id,
            to: thread,
            broadcast: message.event === 'escalation',
          }
        : { ...slackMessage(message), deliveryId: message.id, to: this.settings.channel };
      const place = (after === 'ambiguous' ? await this.found(post) : null) ?? (await this.api.post(post));
      return { kind: 'delivered', externalId: place.ts, memory: known ? { ...thread } : { ...place } };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Brings the first message up to date; false when it cannot be any more. */
  private async updated(thread: SlackPlace, message: Message): Promise<boolean> {
    try {
      await this.api.update(thread, slackMessage(message));
      return true;
    } catch (error) {
      if (error instanceof SlackError && THREAD_LOST.has(error.code)) return false;
      throw error;
    }
  }

  /** A message whose answer was lost; null when it is not there, or when the token may not look. */
  private async found({ deliveryId, to }: SlackPost): Promise<SlackPlace | null> {
    try {
      return await this.api.find(deliveryId, to);
    } catch (error) {
      if (error instanceof SlackError && CANNOT_LOOK.has(error.code)) return null;
      throw error;
    }
  }
}

function placeIn(memory: ChannelMemory): SlackPlace | null {
  if (!isObject(memory)) return null;
  const { channel, ts } = memory;
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : null;
}
