import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double';

const MAX_BYTES = 28 * 1024;
const PATH = '/workflows/0123456789abcdef/triggers/manual/paths/invoke';
const QUERY = '?api-version=2016-06-01&sig=c2VjcmV0LXNpZ25hdHVyZQ';

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
}

export interface AdaptiveCard {
  readonly type: string;
  readonly version: string;
  readonly fallbackText: string;
  readonly body: readonly { readonly type: string; readonly inlines?: readonly TextRun[]; readonly text?: string }[];
  readonly actions: readonly { readonly type: string; readonly title: string; readonly url: string }[];
}

/** The trigger of a Teams workflow that posts the card it is given. */
export class TeamsDouble extends HttpDouble {
  readonly cards: AdaptiveCard[] = [];

  get webhookUrl(): string {
    return `${this.url}${PATH}${QUERY}`;
  }

  /** All texts of the last card as people see them. */
  get lastText(): string {
    const runs = this.cards.at(-1)?.body.flatMap(({ inlines = [] }) => inlines.map(({ text }) => text)) ?? [];
    return runs.join('\n');
  }

  protected answer({ path, method, body }: DoubleRequest): DoubleAnswer {
    if (method !== 'POST' || path !== `${PATH}${QUERY}`) {
      const message = 'The authentication credentials are not valid.';
      return { status: 401, body: { error: { code: 'DirectApiAuthorizationRequired', message } } };
    }
    if (Buffer.byteLength(body) > MAX_BYTES) {
      return { status: 413, body: { error: { code: 'RequestEntityTooLarge', message: 'The payload is too large.' } } };
    }
    const { type, attachments } = JSON.parse(body) as {
      type: string;
      attachments: { contentType: string; content: AdaptiveCard }[];
    };
    const [card] = attachments;
    if (type !== 'message' || card?.contentType !== 'application/vnd.microsoft.card.adaptive') {
      return { status: 400, body: { error: { code: 'TriggerInputSchemaMismatch', message: 'Invalid type.' } } };
    }
    this.cards.push(card.content);
    return { status: 202 };
  }
}
