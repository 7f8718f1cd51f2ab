import type { Channel, ChannelMemory, DeliveryOutcome, Message } from '../../core/alert';
import { outcomeOf } from '../call-error';
import { HttpClient } from '../http-client';
import { teamsMessage } from './teams.message';

/** Why nothing can be sent to a URL of the retired Office 365 connectors; null for any other. */
export function retiredConnectorReason(url: URL): string | null {
  const retired = /(?:^|\.)(?:webhook\.office\.com|outlook\.office(?:365)?\.com)$/i.test(url.hostname);
  return retired
    ? 'Microsoft has retired the Office 365 connectors: make a workflow in Teams and give its URL (TEAMS_WEBHOOK_URL)'
    : null;
}

/** Posts cards through a workflow of Teams. It cannot change or thread what it has posted: each message is one card. */
export class TeamsChannel implements Channel {
  readonly name = 'teams';
  readonly target: string;
  private readonly url: URL;
  private readonly http: HttpClient;

  constructor({ webhookUrl }: { readonly webhookUrl: string }) {
    this.url = new URL(webhookUrl);
    this.target = this.url.host;
    this.http = new HttpClient({ secrets: [webhookUrl, this.url.search, this.url.searchParams.get('sig') ?? ''] });
  }

  send(message: Message, memory: ChannelMemory): Promise<DeliveryOutcome> {
    return outcomeOf(async () => {
      const retired = retiredConnectorReason(this.url);
      if (retired !== null) return { kind: 'dead', reason: retired };
      await this.http.call({
        method: 'POST',
        url: this.url,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(teamsMessage(message)),
        idempotent: false,
      });
      return { kind: 'delivered', externalId: null, memory };
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
