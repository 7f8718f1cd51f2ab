import type { Channel, ChannelMemory, DeliveryOutcome, Message } from '../../core/alert';
import { outcomeOf } from '../call-error';
import { HttpClient } from '../http-client';
import { signatureOf } from './signature';
import { webhookMessage } from './webhook.message';

export interface WebhookSettings {
  readonly url: string;
  /** Empty: calls are not signed. */
  readonly secret: string;
  /** True when the URL came over the network: then only public addresses are called. */
  readonly guarded: boolean;
}

/** Calls a program: signed, recognisable when repeated, in a shape that receivers of Alertmanager know. */
export class WebhookChannel implements Channel {
  readonly name = 'webhook';
  readonly target: string;
  private readonly url: URL;
  private readonly http: HttpClient;

  constructor(private readonly settings: WebhookSettings) {
    this.url = new URL(settings.url);
    this.target = this.url.host;
    this.http = new HttpClient({ secrets: [settings.url, settings.secret], guarded: settings.guarded });
  }

  send(message: Message, memory: ChannelMemory): Promise<DeliveryOutcome> {
    return outcomeOf(async () => {
      const body = JSON.stringify(webhookMessage(message));
      await this.http.call({
        method: 'POST',
        url: this.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'logsieve',
          'idempotency-key': message.id,
          ...this.signature(body),
        },
        body,
        idempotent: false,
      });
      return { kind: 'delivered', externalId: message.id, memory };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private signature(body: string): Record<string, string> {
    const { secret } = this.settings;
    return secret === '' ? {} : { 'x-logsieve-signature': signatureOf(body, secret, Date.now()) };
  }
}
