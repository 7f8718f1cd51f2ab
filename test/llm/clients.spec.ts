import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_CATEGORIES } from '../../src/core/verdict';
import type { ChatBody } from '../../src/classification/llm/chat-dialect';
import { GroqClient } from '../../src/classification/llm/groq-client';
import type { CompletionRequest, LlmClient, LlmServer } from '../../src/classification/llm/llm-client';
import { LlmError, type LlmFailure } from '../../src/classification/llm/llm-error';
import { LlmPrompt } from '../../src/classification/llm/llm-prompt';
import { OpenAiClient } from '../../src/classification/llm/open-ai-client';
import { DOUBLE_KEY, DOUBLE_MODEL, GOOD_OPINION, LlmDouble, reply, type Reply } from '../support/llm-double';
import { makeLog } from '../support/postgres-logs';

const TIMEOUT_MS = 200;
const prompt = new LlmPrompt(DEFAULT_CATEGORIES, DOUBLE_MODEL);
const request: CompletionRequest = {
  system: prompt.system,
  user: prompt.question(makeLog(), []),
  schema: prompt.schema,
  maxTokens: 321,
};

let double: LlmDouble;

beforeEach(async () => {
  double = await LlmDouble.start();
});

afterEach(() => double.close());

const CLIENTS = [
  { name: 'GroqClient', Client: GroqClient, root: '', path: '/openai/v1/chat/completions', thinksLittle: true },
  { name: 'OpenAiClient', Client: OpenAiClient, root: '/v1', path: '/v1/chat/completions', thinksLittle: false },
];

describe.each(CLIENTS)('$name', ({ Client, root, path, thinksLittle }) => {
  function open(given: Partial<LlmServer> = {}): LlmClient {
    return new Client({
      baseUrl: `${double.origin}${root}`,
      apiKey: DOUBLE_KEY,
      model: DOUBLE_MODEL,
      timeoutMs: TIMEOUT_MS,
      settings: { apiKey: 'THE_KEY', model: 'THE_MODEL' },
      ...given,
    });
  }

  async function failureOf(client: LlmClient): Promise<LlmError> {
    const error: unknown = await client.complete(request).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LlmError);
    return error as LlmError;
  }

  it('asks in the agreed form, with nothing else in it, and reads the answer', async () => {
    await expect(open().complete(request)).resolves.toEqual({
      text: JSON.stringify(GOOD_OPINION),
      promptTokens: 700,
      completionTokens: 60,
      finishReason: 'stop',
    });
    expect(double.requests.map((received) => [received.path, received.headers.authorization, received.body])).toEqual([
      [
        path,
        `Bearer ${DOUBLE_KEY}`,
        {
          model: DOUBLE_MODEL,
          messages: [
            { role: 'system', content: request.system },
            { role: 'user', content: request.user },
          ],
          max_completion_tokens: 321,
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'verdict', strict: true, schema: prompt.schema },
          },
          temperature: 0,
          ...(thinksLittle ? { reasoning_effort: 'low' } : {}),
        },
      ],
    ]);
  });

  it('lists the models', async () => {
    await expect(open().listModels()).resolves.toEqual(double.models);
  });

  it.each<[string, LlmFailure, Reply, RegExp]>([
    ['silence', 'timeout', reply.silence(), /within 0\.2 s/],
    ['a body that stops half-way', 'timeout', reply.hangMidBody(), /within 0\.2 s/],
    ['an error of the server', 'server_error', reply.refusal(500, 'Internal error'), /HTTP 500: Internal error/],
    ['an HTML page instead of an error', 'server_error', reply.html(502), /HTTP 502$/],
    ['an HTML page instead of an answer', 'server_error', reply.html(200), /no completion/],
    ['an answer of 5 MB', 'server_error', reply.huge(5 * 1024 * 1024), /larger than 1048576 bytes/],
    ['a dropped connection', 'unreachable', reply.reset(), /cannot be reached/],
    ['a model it does not have', 'no_model', reply.noModel(DOUBLE_MODEL), /"double\/model-1".*check THE_MODEL/],
    ['a retired model', 'no_model', reply.decommissioned(DOUBLE_MODEL), /decommissioned.*check THE_MODEL/],
    ['a used-up quota', 'denied', reply.refusal(429, 'Buy more', 'insufficient_quota'), /no credit left: Buy more/],
    ['a prompt that is too long', 'refused', reply.refusal(413, 'Request too large'), /HTTP 413: Request too large/],
    ['an answer that fails its own check', 'unusable', reply.refusal(400, 'x', 'json_validate_failed'), /HTTP 400/],
  ])('names the failure after %s, and asks only once', async (_case, failure, behaviour, message) => {
    double.next(behaviour);
    const error = await failureOf(open());
    expect([error.failure, error.message]).toEqual([failure, expect.stringMatching(message)]);
    expect(double.requests).toHaveLength(1);
  });

  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['86400', 15 * 60_000],
  ])('honours Retry-After: %s', async (value, expected) => {
    double.next(reply.refusal(429, 'Rate limit reached', 'rate_limit_exceeded', { 'retry-after': value }));
    const error = await failureOf(open());
    expect(error.failure).toBe('rate_limited');
    expect(error.retryAfterMs).toBe(expected);
    expect(double.requests).toHaveLength(1);
  });

  it('honours Retry-After as a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    double.next(reply.refusal(503, 'Over capacity', undefined, { 'retry-after': date }));
    const error = await failureOf(open());
    expect(error.failure).toBe('server_error');
    expect(error.retryAfterMs).toBeGreaterThan(30_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('does not invent a time to wait', async () => {
    double.next(reply.refusal(429, 'Rate limit reached'), reply.refusal(429, 'x', 'x', { 'retry-after': 'soon' }));
    expect((await failureOf(open())).retryAfterMs).toBeNull();
    expect((await failureOf(open())).retryAfterMs).toBeNull();
  });

  it('never repeats a key, though the server does', async () => {
    const secret = 'a-wrong-key-987654321';
    const denied = await failureOf(open({ apiKey: secret }));
    expect([denied.failure, denied.message]).toEqual(['denied', expect.stringContaining('check THE_KEY')]);
    expect(denied.message).not.toContain(secret.slice(0, 4));
    double.next(reply.refusal(500, `could not use ${DOUBLE_KEY} nor sk-abcdefghijklmnopqrstuvwxyz`));
    const broken = await failureOf(open());
    expect(broken.message).toMatch(/could not use \[key\] nor \[REDACTED:api-key\]$/);
  });

  it('does not follow a redirect, with which key and log would go elsewhere', async () => {
    const elsewhere = await LlmDouble.start();
    double.next(reply.redirect(`${elsewhere.origin}${path}`));
    const error = await failureOf(open());
    expect([error.failure, error.message]).toEqual(['server_error', expect.stringContaining('redirects (HTTP 307)')]);
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('says that nobody listens', async () => {
    const gone = await LlmDouble.start();
    const baseUrl = `${gone.origin}${root}`;
    await gone.close();
    const error = await failureOf(open({ baseUrl }));
    expect([error.failure, error.message]).toEqual(['unreachable', expect.stringContaining('ECONNREFUSED')]);
  });

  it('counts tokens itself when the server does not', async () => {
    double.next(reply.answer('{"a":"bcdef"}', 'stop', null));
    const { promptTokens, completionTokens } = await open().complete(request);
    expect(completionTokens).toBe(5);
    expect(promptTokens).toBe(Math.ceil(Buffer.byteLength(request.system + request.user) / 3));
  });

  it.each<[string, string, (body: ChatBody) => unknown, unknown]>([
    [
      'a schema',
      'This model does not support response format `json_schema`.',
      (body) => body.response_format,
      { type: 'json_object' },
    ],
    [
      'a temperature',
      "Unsupported value: 'temperature' does not support 0 with this model",
      (body) => body.temperature,
      undefined,
    ],
    [
      'the new name of the token limit',
      "property 'max_completion_tokens' is unsupported",
      (body) => [body.max_completion_tokens, body.max_tokens],
      [undefined, 321],
    ],
  ])('does without %s when the server does not know it, from then on', async (_what, words, pick, expected) => {
    const client = open();
    double.next(reply.refusal(400, words));
    await client.complete(request);
    await client.complete(request);
    expect(pick(double.requests[0]!.body)).not.toEqual(expected);
    expect(double.requests.slice(1).map(({ body }) => pick(body))).toEqual([expected, expected]);
  });

  it('gives up each thing once, though two calls are refused for it', async () => {
    const client = open();
    const noSchema = reply.refusal(400, 'response_format is not supported here');
    double.next(noSchema, noSchema);
    await Promise.all([client.complete(request), client.complete(request)]);
    expect(double.requests.slice(2).map(({ body }) => body.response_format)).toEqual([
      { type: 'json_object' },
      { type: 'json_object' },
    ]);
  });

  it('ends when it is refused whatever it leaves out', async () => {
    double.next(...Array.from({ length: 9 }, () => reply.refusal(400, 'response_format, temperature: no')));
    expect((await failureOf(open())).failure).toBe('refused');
    expect(double.requests.length).toBeLessThan(6);
  });
});

it('sends no key to a server that asks for none', async () => {
  const seen: (string | undefined)[] = [];
  const open = createServer((incoming, response) => {
    seen.push(incoming.headers.authorization);
    response.end('{"data":[]}');
  });
  await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
  const client = new OpenAiClient({
    baseUrl: `http://127.0.0.1:${String((open.address() as AddressInfo).port)}/v1`,
    apiKey: '',
    model: DOUBLE_MODEL,
    timeoutMs: TIMEOUT_MS,
    settings: { apiKey: 'THE_KEY', model: 'THE_MODEL' },
  });
  await expect(client.listModels()).resolves.toEqual([]);
  expect(seen).toEqual([undefined]);
  open.closeAllConnections();
  await new Promise((resolve) => open.close(resolve));
});
