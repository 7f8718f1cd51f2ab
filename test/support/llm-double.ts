import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ChatBody } from '../../src/classification/llm/chat-dialect';

export const DOUBLE_KEY = 'double-key-0123456789';
export const DOUBLE_MODEL = 'double/model-1';

/** A chat completion request as it came in. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatBody;
}

/** How one request is answered. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

/** What the model says about the log that it was shown. */
export type Opinion = (log: { template: string; source: string; sample?: string }) => unknown;

/** What a well-behaved model says. */
export const GOOD_OPINION = {
  category: 'Resource Usage',
  triage: 'preventive_action',
  severity: 6,
  confidence: 'high',
  suggestion: 'Free some space on the volume.',
};

/**
 * A server that speaks the wire format of OpenAI (`/v1`) and of Groq (`/openai/v1`), and misbehaves on request. It
 * checks what the real ones check: key, model, known parameters and the rules of strict schemas.
 */
export class LlmDouble {
  readonly requests: ReceivedRequest[] = [];
  models = [DOUBLE_MODEL, 'double/model-2'];
  opinion: Opinion = () => GOOD_OPINION;
  private readonly script: Reply[] = [];
  private address = '';
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  static async start(): Promise<LlmDouble> {
    const double = new LlmDouble();
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
    double.address = `http://127.0.0.1:${String((double.server.address() as AddressInfo).port)}`;
    return double;
  }

  /** What the Groq SDK wants as base URL; others add `/v1`. */
  get origin(): string {
    return this.address;
  }

  /** The next completion requests are answered like this, one each; then it behaves well again. */
  next(...replies: readonly Reply[]): void {
    this.script.push(...replies);
  }

  /** Ends connections that still hang, too. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.headers.authorization !== `Bearer ${DOUBLE_KEY}`) {
      const key = request.headers.authorization?.slice('Bearer '.length) ?? '';
      reply.refusal(
        401,
        `Incorrect API key provided: ${key.slice(0, 8)}***${key.slice(-4)}.`,
        'invalid_api_key',
      )(response, noRequest(path));
    } else if (request.method === 'GET' && /^(?:\/openai)?\/v1\/models$/.test(path)) {
      const data = this.models.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'double' }));
      json(response, 200, { object: 'list', data });
    } else if (request.method === 'POST' && /^(?:\/openai)?\/v1\/chat\/completions$/.test(path)) {
      const body = JSON.parse(await text(request)) as ChatBody;
      const received = { path, headers: request.headers, body };
      this.requests.push(received);
      const scripted = this.script.shift();
      (scripted ?? this.refusalOf(body) ?? reply.answer(this.opinion(logIn(body))))(response, received);
    } else json(response, 404, { error: { message: `Unknown request URL: ${path}`, type: 'invalid_request_error' } });
  }

  private refusalOf({ model, response_format: format }: ChatBody): Reply | null {
    if (!this.models.includes(model)) return reply.noModel(model);
    return format?.type === 'json_schema' ? schemaRefusal(format.json_schema.schema) : null;
  }
}

/** Ways to answer a completion request. */
export const reply = {
  /** A completion; what is no text is sent as JSON. */
  answer(content: unknown, finishReason = 'stop', usage: object | null = USAGE): Reply {
    return (response, { path, body }) => {
      const groq = path.startsWith('/openai');
      json(response, 200, {
        id: 'chatcmpl-double',
        object: 'chat.completion',
        created: 1_790_000_000,
        model: body.model,
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: typeof content === 'string' ? content : JSON.stringify(content) },
            logprobs: null,
            finish_reason: finishReason,
          },
        ],
        ...(usage === null ? {} : { usage: groq ? { queue_time: 0.01, ...usage, total_time: 0.2 } : usage }),
        system_fingerprint: 'fp_double',
        ...(groq ? { x_groq: { id: 'req_double' } } : {}),
      });
    };
  },

  refusal(status: number, message: string, code?: string, headers: Record<string, string> = {}): Reply {
    return (response) => {
      json(response, status, { error: { message, type: 'invalid_request_error', code } }, headers);
    };
  },

  noModel(model: string): Reply {
    return this.refusal(
      404,
      `The model \`${model}\` does not exist or you do not have access to it.`,
      'model_not_found',
    );
  },

  /** As Groq says it. */
  decommissioned(model: string): Reply {
    const words = `The model \`${model}\` has been decommissioned and is no longer supported. Please refer to https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.`;
    return this.refusal(400, words, 'model_decommissioned');
  },

  /** Never answers. */
  silence(): Reply {
    return () => undefined;
  },

  hangMidBody(): Reply {
    return (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":"chatcmpl-double","choices":[{"index":0,"message":{"role":"assistant","content":"');
    };
  },

  html(status: number): Reply {
    return (response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in to the network</title>');
    };
  },

  /** A completion of so many bytes. */
  huge(bytes: number): Reply {
    return this.answer(JSON.stringify({ ...GOOD_OPINION, suggestion: 'x'.repeat(bytes) }));
  },

  redirect(location: string): Reply {
    return (response) => {
      response.writeHead(307, { location });
      response.end();
    };
  },

  /** Drops the connection. */
  reset(): Reply {
    return (response) => {
      response.destroy();
    };
  },
};

const USAGE = { prompt_tokens: 700, completion_tokens: 60, total_tokens: 760 };

/** The log in the question, read the way a model that minds the frame would. */
export function logIn(body: ChatBody): { template: string; source: string; sample?: string } {
  const question = body.messages.find(({ role }) => role === 'user')?.content ?? '';
  const framed = /^LOG (\w+)\n(.*)\nEND \1\n/m.exec(question);
  if (framed === null) throw new Error(`no frame in ${question}`);
  return JSON.parse(framed[2]!) as { template: string; source: string };
}

/** The examples in the question, nearest first. */
export function examplesIn(body: ChatBody): Record<string, unknown>[] {
  const question = body.messages.find(({ role }) => role === 'user')?.content ?? '';
  const lines = /^EXAMPLES (\w+)\n([^]*)\nEND \1\nLOG \1\n/.exec(question)?.[2]?.split('\n') ?? [];
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The rules of OpenAI and Groq for strict schemas, for objects without nesting. */
function schemaRefusal(schema: Record<string, unknown>): Reply | null {
  const wrong = (what: string): Reply => reply.refusal(400, `invalid JSON schema for response_format: ${what}`);
  const properties = schema['properties'] as Record<string, Record<string, unknown>>;
  if (schema['additionalProperties'] !== false) return wrong('additionalProperties must be false');
  if (JSON.stringify(schema['required']) !== JSON.stringify(Object.keys(properties))) return wrong('all are required');
  const keywords = Object.values(properties).flatMap((property) => Object.keys(property));
  const unknown = keywords.find((keyword) => !['type', 'enum', 'description'].includes(keyword));
  return unknown === undefined ? null : wrong(`${unknown} is not supported`);
}

function noRequest(path: string): ReceivedRequest {
  return { path, headers: {}, body: { model: '', messages: [] } };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
