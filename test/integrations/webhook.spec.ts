import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { projectRoot } from '../../src/core/project';
import { signatureOf } from '../../src/integrations/webhook/signature';
import { WebhookChannel } from '../../src/integrations/webhook/webhook.channel';
import type { WebhookMessage } from '../../src/integrations/webhook/webhook.message';
import { WebhookDouble } from '../support/doubles/webhook-double';
import { digest, messageOf } from './messages';

const SECRET = 'webhook-double-secret';

let receiver: WebhookDouble;
let channel: WebhookChannel;

beforeEach(async () => {
  receiver = await new WebhookDouble().listen();
  channel = new WebhookChannel({ url: `${receiver.url}/hook?key=k-12345678`, secret: SECRET, guarded: false });
});

afterEach(() => receiver.close());

function bodies(): WebhookMessage[] {
  return receiver.requests.map(({ body }) => JSON.parse(body) as WebhookMessage);
}

it('gets what a receiver of Alertmanager understands', async () => {
  for (const event of ['firing', 'repeat', 'escalation', 'resolved', 'test'] as const) {
    expect(await channel.send(messageOf(event), null)).toMatchObject({
      kind: 'delivered',
      externalId: messageOf(event).id,
    });
  }
  expect(bodies().map(({ version, status, alerts }) => [version, status, alerts[0]!.status])).toEqual([
    ['4', 'firing', 'firing'],
    ['4', 'firing', 'firing'],
    ['4', 'firing', 'firing'],
    ['4', 'resolved', 'resolved'],
    ['4', 'firing', 'firing'],
  ]);
  expect(bodies()[0]).toMatchObject({
    groupKey: messageOf('firing').alert.fingerprint,
    externalURL: 'https://logsieve.example.com',
    commonLabels: { alertname: 'Incidents', severity: '9', entity_fields_host: 'db-1' },
    alerts: [{ startsAt: '2026-11-21T12:00:00.000Z', endsAt: '0001-01-01T00:00:00Z' }],
    logsieve: { event: 'firing', sequence: 1, count: 3 },
  });
});

it('gets a digest with the number of alerts it leaves out', async () => {
  expect(await channel.send(digest(), null)).toMatchObject({ kind: 'delivered' });
  expect(bodies()[0]).toMatchObject({ truncatedAlerts: 35, logsieve: { digest: { alerts: 37, logs: 50_000 } } });
});

it('can tell who calls and whether it is the same call again', async () => {
  receiver.next(/./, 'dropAfter');
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind: 'ambiguous' });
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind: 'delivered' });
  expect(receiver.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
    messageOf('firing').id,
    messageOf('firing').id,
  ]);
  const { headers, body } = receiver.requests[0]!;
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-logsieve-signature']))!;
  expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(60);
  expect(mac).toBe(createHmac('sha256', SECRET).update(`${time!}.${body}`).digest('hex'));
});

it('is not called when its URL came over the network and leads inside', async () => {
  const guarded = new WebhookChannel({ url: receiver.url, secret: '', guarded: true });
  expect(await guarded.send(messageOf('firing'), null)).toEqual({
    kind: 'dead',
    reason: '127.0.0.1 is not a public address',
  });
  const named = new WebhookChannel({ url: receiver.url.replace('127.0.0.1', 'localhost'), secret: '', guarded: true });
  expect(await named.send(messageOf('firing'), null)).toMatchObject({ kind: 'dead' });
  expect(receiver.requests).toHaveLength(0);
});

it('is not followed when it leads elsewhere', async () => {
  receiver.next(/./, { status: 307, headers: { location: `${receiver.url}/inside` } });
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind: 'dead' });
  expect(receiver.requests).toHaveLength(1);
});

describe('the check that the documentation shows', () => {
  const page = readFileSync(join(projectRoot(), 'docs/integrations/webhook.md'), 'utf8');
  const code = /```js\nimport [^\n]+\n([^]*?)```/.exec(page)![1]!;
  const check = runInNewContext(`${code}; isFromLogsieve`, { createHmac, timingSafeEqual, Buffer, Date }) as (
    header: string,
    body: Buffer,
    secret: string,
  ) => boolean;
  const body = Buffer.from('{"name":"wörld"}');

  it('takes what was signed', () => {
    expect(check(signatureOf(body.toString(), SECRET, Date.now()), body, SECRET)).toBe(true);
  });

  it.each([
    ['another body', signatureOf('{}', SECRET, Date.now())],
    ['another secret', signatureOf(body.toString(), 'other', Date.now())],
    ['an old call', signatureOf(body.toString(), SECRET, Date.now() - 600_000)],
    ['no signature', ''],
  ])('refuses %s', (_what, header) => {
    expect(check(header, body, SECRET)).toBe(false);
  });
});
