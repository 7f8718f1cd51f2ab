import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double';

export const SLACK_TOKEN = 'xoxb-1234567890-abcdefghijkl';
export const SLACK_CHANNEL = 'C0123456789';

interface Text {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
}

interface SlackBlock {
  readonly type: string;
  readonly text?: Text;
  readonly fields?: readonly Text[];
  readonly elements?: readonly Text[];
}

/** A message in the conversation. */
export interface Posted {
  readonly ts: string;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  text: string;
  blocks: SlackBlock[];
  readonly metadata: unknown;
  updates: number;
  /** Every argument as it was given. */
  readonly given: Readonly<Record<string, string>>;
}

/** Slack's Web API with one conversation: the calls, the checks and the errors of the real one. */
export class SlackDouble extends HttpDouble {
  readonly messages: Posted[] = [];
  /** Scopes of the token besides chat:write. */
  mayRead = true;
  private posts = 0;

  get apiUrl(): string {
    return `${this.url}/api/`;
  }

  get top(): Posted[] {
    return this.messages.filter(({ threadTs }) => threadTs === null);
  }

  repliesTo(ts: string): Posted[] {
    return this.messages.filter(({ threadTs }) => threadTs === ts);
  }

  protected answer({ path, headers, body }: DoubleRequest): DoubleAnswer {
    const given = Object.fromEntries(new URLSearchParams(body));
    const problem = this.problemOf(headers.authorization, given);
    if (problem !== null) return refused(problem);
    switch (path) {
      case '/api/auth.test':
        return accepted({ team: 'double', user: 'logsieve', bot_id: 'B1' });
      case '/api/chat.postMessage':
        return this.post(given);
      case '/api/chat.update':
        return this.update(given);
      case '/api/conversations.history':
        return this.mayRead ? accepted({ messages: this.top.map(shown).reverse() }) : refused('missing_scope');
      case '/api/conversations.replies':
        return this.mayRead
          ? accepted({ messages: this.repliesTo(given['ts']!).map(shown) })
          : refused('missing_scope');
      default:
        return refused('unknown_method');
    }
  }

  private problemOf(authorization: string | undefined, given: Readonly<Record<string, string>>): string | null {
    if (authorization === undefined) return 'not_authed';
    if (authorization !== `Bearer ${SLACK_TOKEN}`) return 'invalid_auth';
    if (given['channel'] !== SLACK_CHANNEL && given['channel'] !== '#alerts') return 'channel_not_found';
    return null;
  }

  private post(given: Readonly<Record<string, string>>): DoubleAnswer {
    const blocks = blocksIn(given);
    if (typeof blocks === 'string') return refused(blocks);
    const threadTs = given['thread_ts'] ?? null;
    if (threadTs !== null && !this.top.some(({ ts }) => ts === threadTs)) return refused('thread_not_found');
    const ts = `1795291200.${String(++this.posts).padStart(6, '0')}`;
    this.messages.push({
      ts,
      threadTs,
      broadcast: given['reply_broadcast'] === 'true',
      text: given['text'] ?? '',
      blocks,
      metadata: JSON.parse(given['metadata'] ?? 'null') as unknown,
      updates: 0,
      given,
    });
    return accepted({ channel: SLACK_CHANNEL, ts, message: { text: given['text'], ts } });
  }

  private update(given: Readonly<Record<string, string>>): DoubleAnswer {
    const blocks = blocksIn(given);
    if (typeof blocks === 'string') return refused(blocks);
    const message = this.messages.find(({ ts }) => ts === given['ts']);
    if (message === undefined) return refused('message_not_found');
    Object.assign(message, { text: given['text'], blocks, updates: message.updates + 1 });
    return accepted({ channel: SLACK_CHANNEL, ts: message.ts, text: given['text'] });
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks: the limits, else an error code. */
function blocksIn(given: Readonly<Record<string, string>>): SlackBlock[] | string {
  if ((given['text'] ?? '') === '' && given['blocks'] === undefined) return 'no_text';
  if ((given['text'] ?? '').length > 40_000) return 'msg_too_long';
  const blocks = JSON.parse(given['blocks'] ?? '[]') as SlackBlock[];
  const sound = blocks.every(({ type, text, fields = [], elements = [] }) => {
    if (type === 'section') {
      const within = text === undefined ? fields.length > 0 : text.text.length > 0 && text.text.length <= 3000;
      return within && fields.length <= 10 && fields.every((field) => field.text !== '' && field.text.length <= 2000);
    }
    return type === 'context' && elements.length > 0 && elements.length <= 10;
  });
  return sound && blocks.length <= 50 ? blocks : 'invalid_blocks';
}

function shown({ ts, text, metadata }: Posted): object {
  return { type: 'message', ts, text, metadata };
}

function accepted(body: object): DoubleAnswer {
  return { status: 200, body: { ok: true, ...body } };
}

function refused(error: string): DoubleAnswer {
  return { status: 200, body: { ok: false, error } };
}
