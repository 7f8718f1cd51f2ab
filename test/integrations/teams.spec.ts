import { TeamsChannel } from '../../src/integrations/teams/teams.channel';
import { TeamsDouble } from '../support/doubles/teams-double';
import { digest, messageOf } from './messages';

let teams: TeamsDouble;
let channel: TeamsChannel;

beforeEach(async () => {
  teams = await new TeamsDouble().listen();
  channel = new TeamsChannel({ webhookUrl: teams.webhookUrl });
});

afterEach(() => teams.close());

it('gets one card for each message, told apart by fingerprint and number', async () => {
  for (const event of ['firing', 'repeat', 'escalation', 'resolved', 'test'] as const) {
    expect(await channel.send(messageOf(event), null)).toEqual({ kind: 'delivered', externalId: null, memory: null });
  }
  expect(await channel.send(digest(), null)).toMatchObject({ kind: 'delivered' });
  expect(teams.cards.map(({ fallbackText }) => fallbackText.split(':')[0])).toEqual([
    'Firing',
    'Still firing',
    'Not acknowledged',
    'Resolved',
    'Test',
    'Digest',
  ]);
  const references = teams.cards.slice(0, 4).map(({ body }) => body.at(-1)?.inlines?.[0]?.text);
  expect(references).toEqual([1, 2, 3, 4].map((n) => `${messageOf('firing').alert.fingerprint} #${String(n)}`));
});

it('gets cards of version 1.4 with links and without Markdown', async () => {
  await channel.send(messageOf('firing'), null);
  const [card] = teams.cards;
  expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
  expect(card!.actions.map(({ type, title }) => [type, title])).toEqual([
    ['Action.OpenUrl', 'Open alert'],
    ['Action.OpenUrl', 'Open log'],
  ]);
  expect(new Set(card!.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
});

it('gets a card that it takes however much there is to say', async () => {
  const sample = { logId: null, timestamp: 0, message: '\u{1F525}'.repeat(100_000) };
  const message = messageOf('firing', {
    samples: Array.from({ length: 60 }, () => sample),
    suggestion: '\u{6F22}'.repeat(10_000),
  });
  expect(await channel.send(message, null)).toMatchObject({ kind: 'delivered' });
  expect(teams.lastText).toContain(message.alert.fingerprint);
});

it.each([
  [{ status: 429, headers: { 'retry-after': '5' } }, 'retry'],
  [{ status: 503 }, 'retry'],
  [{ status: 504 }, 'ambiguous'],
  [{ status: 400, body: { error: { message: 'The workflow is off.' } } }, 'dead'],
  [{ status: 302, headers: { location: 'https://example.com/' } }, 'dead'],
  ['drop', 'ambiguous'],
  ['dropAfter', 'ambiguous'],
] as const)('knows what %j means', async (fault, kind) => {
  teams.next(/./, fault);
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind });
  expect(teams.requests).toHaveLength(1);
});

it('does not tell the signature of the URL', async () => {
  const wrong = new TeamsChannel({ webhookUrl: teams.webhookUrl.replace('manual', 'other') });
  const outcome = await wrong.send(messageOf('firing'), null);
  expect(outcome).toMatchObject({ kind: 'dead', reason: `${wrong.target} answers HTTP 401: check the credentials` });
  teams.next(/./, { status: 400, body: `no such trigger: ${teams.webhookUrl}` });
  expect(JSON.stringify(await channel.send(messageOf('firing'), null))).not.toContain('sig=');
});

it('is not tried at a connector that Microsoft has retired', async () => {
  const retired = new TeamsChannel({
    webhookUrl: 'https://example.webhook.office.com/webhookb2/1/IncomingWebhook/2/3',
  });
  const outcome = await retired.send(messageOf('firing'), null);
  expect(outcome).toMatchObject({ kind: 'dead', reason: expect.stringContaining('retired') as string });
});
