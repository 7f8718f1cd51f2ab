import { SlackChannel } from '../../src/integrations/slack/slack.channel';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackDouble } from '../support/doubles/slack-double';
import { digest, messageOf } from './messages';

let slack: SlackDouble;
let channel: SlackChannel;

beforeEach(async () => {
  slack = await new SlackDouble().listen();
  channel = new SlackChannel({ token: SLACK_TOKEN, apiUrl: slack.apiUrl, channel: SLACK_CHANNEL });
});

afterEach(() => slack.close());

/** The first message, delivered. */
async function open(): Promise<{ channel: string; ts: string }> {
  const outcome = await channel.send(messageOf('firing'), null, 'nothing');
  if (outcome.kind !== 'delivered') throw new Error(outcome.reason);
  return outcome.memory as { channel: string; ts: string };
}

describe('what Slack shows', () => {
  it('is one message for an alert, kept up to date, and a thread below it', async () => {
    const memory = await open();
    expect(slack.top).toHaveLength(1);
    expect(slack.top[0]!.text).toBe(
      'Firing: Critical Error in raid: md0: Disk failure on &lt;ID&gt;, disabling device',
    );

    for (const event of ['repeat', 'escalation', 'resolved'] as const) {
      const outcome = await channel.send(messageOf(event, { count: 1_200 }), memory, 'nothing');
      expect(outcome).toMatchObject({ kind: 'delivered', memory });
    }
    expect(slack.top).toHaveLength(1);
    expect(slack.top[0]!.updates).toBe(3);
    expect(slack.top[0]!.text).toMatch(/^Resolved: /);
    expect(JSON.stringify(slack.top[0]!.blocks)).toContain('1,200');
    const replies = slack.repliesTo(memory.ts);
    expect(replies.map(({ text, broadcast }) => [text.split(':')[0], broadcast])).toEqual([
      ['Still firing', false],
      ['Nobody has acknowledged this yet', true],
      ['Resolved', false],
    ]);
  });

  it('is a message of its own for a digest and a test', async () => {
    const memory = { channel: SLACK_CHANNEL, ts: '1.1' };
    expect(await channel.send(digest(), null, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(await channel.send(messageOf('test'), memory, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(slack.top.map(({ text }) => text)).toEqual([
      'Digest: 37 alerts, 50,000 logs',
      expect.stringMatching(/^Test: Critical Error/) as string,
    ]);
  });

  it('is a new message when somebody has deleted the first one', async () => {
    const outcome = await channel.send(messageOf('repeat'), { channel: SLACK_CHANNEL, ts: '1.1' }, 'nothing');
    expect(outcome).toMatchObject({ kind: 'delivered', memory: { ts: slack.top[0]!.ts } });
  });

  it('asks for no mentions, links or previews', async () => {
    await open();
    expect(slack.top[0]!.given).toMatchObject({
      parse: 'none',
      link_names: 'false',
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
    const texts = slack.top[0]!.blocks.flatMap(({ text, fields = [], elements = [] }) => [
      text,
      ...fields,
      ...elements,
    ]);
    expect(texts.filter((text) => text !== undefined).every(({ verbatim }) => verbatim === true)).toBe(true);
  });
});

describe('when Slack refuses', () => {
  it('waits as long as a 429 asks for', async () => {
    slack.next(/postMessage/, { status: 429, headers: { 'retry-after': '37' }, body: { ok: false } });
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'retry', afterMs: 37_000 });
    expect(slack.requests).toHaveLength(1);
    expect(slack.messages).toHaveLength(0);
  });

  it.each([
    ['internal_error', 'retry'],
    ['service_unavailable', 'retry'],
    ['ratelimited', 'retry'],
    ['channel_not_found', 'dead'],
    ['is_archived', 'dead'],
  ])('knows what %s means', async (error, kind) => {
    slack.next(/postMessage/, { status: 200, body: { ok: false, error } });
    const outcome = await channel.send(messageOf('firing'), null, 'nothing');
    expect(outcome).toMatchObject({ kind, reason: expect.stringContaining(error) as string });
  });

  it('gives up on a wrong token and does not show it', async () => {
    const wrong = new SlackChannel({ token: 'xoxb-wrong-token', apiUrl: slack.apiUrl, channel: SLACK_CHANNEL });
    const outcome = await wrong.send(messageOf('firing'), null, 'nothing');
    expect(outcome).toMatchObject({ kind: 'dead', reason: expect.stringContaining('invalid_auth') as string });
    expect(JSON.stringify(outcome)).not.toContain('xoxb');
  });
});

describe('when an answer is lost', () => {
  it.each(['drop', 'dropAfter', 'breakOff'] as const)('says that nobody knows (%s)', async (fault) => {
    slack.next(/postMessage/, fault);
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
  });

  it('says so of an answer that is not Slack’s, too', async () => {
    slack.next(/postMessage/, { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
  });

  it('finds the message that had arrived', async () => {
    slack.next(/postMessage/, 'dropAfter');
    await channel.send(messageOf('firing'), null, 'nothing');
    const outcome = await channel.send(messageOf('firing'), null, 'ambiguous');
    expect(outcome).toMatchObject({ kind: 'delivered', externalId: slack.top[0]!.ts });
    expect(slack.top).toHaveLength(1);
  });

  it('finds an answer in the thread, too', async () => {
    const memory = await open();
    slack.next(/postMessage/, 'dropAfter');
    await channel.send(messageOf('repeat'), memory, 'nothing');
    expect(await channel.send(messageOf('repeat'), memory, 'ambiguous')).toMatchObject({ kind: 'delivered', memory });
    expect(slack.repliesTo(memory.ts)).toHaveLength(1);
  });

  it('posts again what had not arrived, and where the token may not look', async () => {
    slack.next(/postMessage/, 'drop');
    await channel.send(messageOf('firing'), null, 'nothing');
    slack.mayRead = false;
    expect(await channel.send(messageOf('firing'), null, 'ambiguous')).toMatchObject({ kind: 'delivered' });
    expect(slack.top).toHaveLength(1);
  });

  it('makes an update again: twice is no more than once', async () => {
    const memory = await open();
    slack.next(/update/, 'dropAfter');
    expect(await channel.send(messageOf('repeat'), memory, 'nothing')).toMatchObject({ kind: 'retry' });
    expect(slack.repliesTo(memory.ts)).toHaveLength(0);
  });
});
