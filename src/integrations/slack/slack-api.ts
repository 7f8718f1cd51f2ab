import { LogLevel, WebAPIPlatformError, WebAPIRequestError, WebClient, type FetchFunction } from '@slack/web-api';
import { isObject } from '../../core/json';
import { CallError, type Failure } from '../call-error';
import { HttpClient } from '../http-client';
import { quotable } from '../http-refusal';
import type { SlackMessage } from './slack.message';

/** Errors that Slack answers with HTTP 200, and that pass. */
const PASSING = new Set(['ratelimited', 'internal_error', 'service_unavailable', 'fatal_error', 'request_timeout']);
const ERROR_CODE = /^[a-z][a-z0-9_]{2,79}$/;
/** Messages of a conversation that are looked through for one that may have arrived. */
const LOOKED_AT = 50;
const MAX_ANSWER_BYTES = 1024 * 1024;
const EVENT_TYPE = 'logsieve_message';
const QUIET = {
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

export interface SlackSettings {
  readonly token: string;
  /** https://slack.com/api/ but for proxies and tests. */
  readonly apiUrl: string;
}

/** Where a message of ours is. */
export interface SlackPlace {
  /** Id of the conversation. */
  readonly channel: string;
  /** Names the message in it; a text, as it has more digits than a number holds. */
  readonly ts: string;
}

export interface SlackPost extends SlackMessage {
  /** Comes back with the message when it is looked for. */
  readonly deliveryId: string;
  /** Conversation by name or id, or the message to answer to. */
  readonly to: string | SlackPlace;
  /** Shows an answer in the conversation, too. */
  readonly broadcast?: boolean;
}

/** The calls of Slack's Web API that are needed; every failure is a {@link CallError}. */
export class SlackApi {
  private readonly client: WebClient;
  private readonly host: string;

  constructor(private readonly settings: SlackSettings) {
    this.host = new URL(settings.apiUrl).host;
    this.client = new WebClient(settings.token, {
      slackApiUrl: settings.apiUrl,
      fetch: fetchOf(new HttpClient({ secrets: [settings.token], maxAnswerBytes: MAX_ANSWER_BYTES })),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: SILENT,
    });
  }

  async post({ text, blocks, deliveryId, to, broadcast = false }: SlackPost): Promise<SlackPlace> {
    const metadata = { event_type: EVENT_TYPE, event_payload: { delivery_id: deliveryId } };
    const content = { ...QUIET, text, blocks, metadata };
    const answer = await this.called(
      this.client.chat.postMessage(
        typeof to === 'string'
          ? { ...content, channel: to }
          : { ...content, channel: to.channel, thread_ts: to.ts, reply_broadcast: broadcast },
      ),
    );
    if (typeof answer.channel === 'string' && typeof answer.ts === 'string') {
      return { channel: answer.channel, ts: answer.ts };
    }
    throw new CallError({ kind: 'ambiguous', reason: `${this.host} does not say where the message is` });
  }

  async update({ channel, ts }: SlackPlace, { text, blocks }: SlackMessage): Promise<void> {
    await this.called(this.client.chat.update({ parse: 'none', link_names: false, channel, ts, text, blocks }));
  }

  /** Looks for a message of ours among the newest ones; null when it is not there. */
  async find(deliveryId: string, where: string | SlackPlace): Promise<SlackPlace | null> {
    const wanted = { limit: LOOKED_AT, include_all_metadata: true };
    const { messages = [] } = await this.called(
      typeof where === 'string'
        ? this.client.conversations.history({ ...wanted, channel: where })
        : this.client.conversations.replies({ ...wanted, channel: where.channel, ts: where.ts }),
    );
    const channel = typeof where === 'string' ? where : where.channel;
    for (const { ts, metadata } of messages as { ts?: string; metadata?: unknown }[]) {
      const payload = isObject(metadata) ? metadata['event_payload'] : null;
      if (ts !== undefined && isObject(payload) && payload['delivery_id'] === deliveryId) return { channel, ts };
    }
    return null;
  }

  private async called<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof WebAPIRequestError && error.original instanceof CallError) throw error.original;
      if (error instanceof WebAPIPlatformError) throw new SlackError(this.failureOf(error), error.data.error);
      throw error;
    }
  }

  private failureOf({ data: { error, response_metadata: details } }: WebAPIPlatformError): Failure {
    if (!ERROR_CODE.test(error))
      return { kind: 'ambiguous', reason: `${this.host} gives an answer that is not Slack's` };
    const words = details?.messages?.join('; ') ?? '';
    const reason = `${this.host} answers ${error}${words === '' ? '' : `: ${quotable(words, [this.settings.token])}`}`;
    return PASSING.has(error) ? { kind: 'retry', reason, afterMs: null } : { kind: 'dead', reason };
  }
}

/** Slack has understood the call and refuses it. */
export class SlackError extends CallError {
  constructor(
    outcome: Failure,
    /** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
    readonly code: string,
  ) {
    super(outcome);
  }
}

/** Lets the SDK speak through our client: its own knows neither whether a call has left nor how long an answer may be. */
function fetchOf(http: HttpClient): FetchFunction {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { status, headers, body } = await http.call({
      method: 'POST',
      url,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : null,
      idempotent: !url.pathname.endsWith('/chat.postMessage'),
    });
    return new Response(body === '' ? null : body, { status, headers });
  };
}

/** What the SDK would write to the console is in the errors it throws. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
