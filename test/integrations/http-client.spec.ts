import { createServer, type AddressInfo } from 'node:net';
import { CallError } from '../../src/integrations/call-error';
import type { HttpAnswer } from '../../src/integrations/http-call';
import { HttpClient, type HttpClientOptions } from '../../src/integrations/http-client';
import { WebhookDouble } from '../support/doubles/webhook-double';

let service: WebhookDouble;

beforeEach(async () => {
  service = await new WebhookDouble().listen();
});

afterEach(() => service.close());

function call(options: Partial<HttpClientOptions> & { url?: string; idempotent?: boolean } = {}): Promise<HttpAnswer> {
  const { url = service.url, idempotent = false, ...rest } = options;
  const client = new HttpClient({ secrets: [], timeoutMs: 100, ...rest });
  return client.call({ method: 'POST', url: new URL(url), headers: {}, body: '{}', idempotent });
}

async function failureOf(promise: Promise<HttpAnswer>): Promise<object> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CallError) return error.outcome;
  throw new Error(`no failure: ${String(error)}`);
}

it('gives the answer', async () => {
  service.next(/./, { status: 202, headers: { 'x-id': '7' }, body: { ok: true } });
  const answer = await call();
  expect([answer.status, answer.headers.get('x-id'), answer.body]).toEqual([202, '7', '{"ok":true}']);
});

it.each(['hang', 'hangAfter', 'drop', 'dropAfter', 'breakOff'] as const)(
  'does not know what became of a call (%s)',
  async (fault) => {
    service.next(/./, fault, fault);
    expect(await failureOf(call())).toMatchObject({ kind: 'ambiguous' });
    expect(await failureOf(call({ idempotent: true }))).toMatchObject({ kind: 'retry', afterMs: null });
    expect(service.requests).toHaveLength(2);
  },
);

it('says how long it has waited', async () => {
  service.next(/./, 'hang');
  expect(await failureOf(call())).toMatchObject({ reason: expect.stringMatching(/no answer within 0.1 s$/) as string });
});

it('knows that nothing was said where nobody listens', async () => {
  const { url } = service;
  await service.close();
  expect(await failureOf(call({ url }))).toMatchObject({
    kind: 'retry',
    reason: expect.stringMatching(/cannot be reached: ECONNREFUSED$/) as string,
  });
  service = await new WebhookDouble().listen();
});

it('knows that nothing was said while no secure connection stands', async () => {
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as AddressInfo;
  const failure = await failureOf(call({ url: `https://127.0.0.1:${String(port)}/` }));
  mute.close();
  expect(failure).toMatchObject({ kind: 'retry' });
});

it('knows that nothing was said to a name that stands for nothing', async () => {
  expect(await failureOf(call({ url: 'http://nowhere.invalid/', timeoutMs: 5_000 }))).toMatchObject({ kind: 'retry' });
});

it('reads no more of an answer than it has to', async () => {
  service.next(/./, { status: 200, body: 'x'.repeat(5_000_000) });
  expect((await call({ maxAnswerBytes: 1000, timeoutMs: 5_000 })).body).toHaveLength(1000);
});

it('follows nobody', async () => {
  service.next(/./, { status: 302, headers: { location: `${service.url}/elsewhere` } });
  expect(await failureOf(call())).toMatchObject({
    kind: 'dead',
    reason: expect.stringMatching(/redirects are not followed$/) as string,
  });
  expect(service.requests).toHaveLength(1);
});

it('shows neither path nor query of a URL', async () => {
  service.next(/./, 'drop', { status: 500 });
  const url = `${service.url}/hook-path?key=query`;
  const shown = [await failureOf(call({ url })), await failureOf(call({ url }))];
  expect(JSON.stringify(shown)).not.toMatch(/hook-path|query/);
});

it('calls only public addresses when guarded, whatever a name stands for when it is called', async () => {
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    const url = service.url.replace('127.0.0.1', host);
    expect(await failureOf(call({ url, guarded: true }))).toMatchObject({ kind: 'dead' });
  }
  expect(service.requests).toHaveLength(0);
});
