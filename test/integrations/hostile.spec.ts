import type { Alert } from '../../src/core/alert';
import { EmailChannel } from '../../src/integrations/email/email.channel';
import { JiraChannel } from '../../src/integrations/jira/jira.channel';
import { SlackChannel } from '../../src/integrations/slack/slack.channel';
import { TeamsChannel } from '../../src/integrations/teams/teams.channel';
import { WebhookChannel } from '../../src/integrations/webhook/webhook.channel';
import { JIRA_EMAIL, JIRA_TOKEN, JiraDouble } from '../support/doubles/jira-double';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackDouble } from '../support/doubles/slack-double';
import { SmtpDouble } from '../support/doubles/smtp-double';
import { TeamsDouble } from '../support/doubles/teams-double';
import { WebhookDouble } from '../support/doubles/webhook-double';
import { alertWith, digest, messageOf } from './messages';

// Whoever can make a program log a line can write into every message about it. Each service gets such a message, and
// what has arrived there is looked at.

const SECRET = 'AKIAIOSFODNN7EXAMPLE';
const ATTACK = [
  '<!channel> <@U0123456789> @here [~admin] @everyone',
  '<https://evil.example/|Click here> [Click here](https://evil.example/) [Click|https://evil.example/]',
  '*bold* _it_ ~no~ `code` ``` {code} {noformat} h1. # heading **strong** {{DATE(2026-11-21)}} ${token}',
  '<script>alert(1)</script><img src=x onerror=alert(1)> &amp; "quoted" \'single\'',
  `password=hunter2secret key ${SECRET} \u202Egnp.exe\u200B\u0007`,
].join(' ');

const HOSTILE: Partial<Alert> = {
  source: 'raid\r\nBcc: everybody@example.com\r\n\r\n<!channel>',
  category: 'Error\nSubject: other <!here>',
  template: ATTACK,
  suggestion: ATTACK,
  entities: { 'fields.user\r\nX-Evil: 1': ATTACK, '*<!channel>*': ATTACK },
  threats: [ATTACK],
  acknowledgedBy: ATTACK,
  samples: [
    { logId: null, timestamp: 0, message: ATTACK },
    { logId: null, timestamp: 0, message: `${ATTACK}\r\n${'<!channel>'.repeat(100_000)}` },
  ],
};
const UNSEEN = /[\u202E\u200B\u0007]/;

const services: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

async function opened<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const service = await starting;
  services.push(service);
  return service;
}

function hostileDigest(): ReturnType<typeof digest> {
  return digest({
    reason: ATTACK,
    byCategory: { [ATTACK]: 5 },
    top: Array.from({ length: 10 }, () => alertWith(HOSTILE)),
  });
}

it('makes no mention, link or formatting in Slack', async () => {
  const slack = await opened(new SlackDouble().listen());
  const channel = new SlackChannel({ token: SLACK_TOKEN, apiUrl: slack.apiUrl, channel: SLACK_CHANNEL });
  expect(await channel.send(messageOf('firing', HOSTILE), null, 'nothing')).toMatchObject({ kind: 'delivered' });
  expect(await channel.send(hostileDigest(), null, 'nothing')).toMatchObject({ kind: 'delivered' });
  for (const { text, blocks } of slack.messages) {
    const texts = blocks.flatMap((block) => [block.text, ...(block.fields ?? []), ...(block.elements ?? [])]);
    const all = [text, ...texts.map((part) => part?.text ?? '')].join('\n');
    expect(all).toContain('&lt;!channel&gt;');
    const marked = [...all.matchAll(/<([^>]*)>/g)].map(([, inside]) => inside);
    expect(
      marked.every((inside) => /^https:\/\/logsieve\.example\.com\/[\w/-]*\|Open (?:alerts?|log)$/.test(inside!)),
    ).toBe(true);
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('hunter2');
    expect(all).not.toMatch(UNSEEN);
  }
});

it('makes no Markdown, function or overlong card in Teams', async () => {
  const teams = await opened(new TeamsDouble().listen());
  const channel = new TeamsChannel({ webhookUrl: teams.webhookUrl });
  for (const message of [messageOf('firing', HOSTILE), hostileDigest()]) {
    expect(await channel.send(message, null)).toMatchObject({ kind: 'delivered' });
    const card = teams.cards.at(-1)!;
    expect(card.body.every(({ type, text }) => type === 'RichTextBlock' && text === undefined)).toBe(true);
    expect(card.actions.every(({ url }) => url.startsWith('https://logsieve.example.com/'))).toBe(true);
    const all = `${card.fallbackText}\n${teams.lastText}`;
    expect(all).toContain('[Click here](https://evil.example/)');
    expect(all).not.toMatch(/\{\{|\$\{/);
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('hunter2');
    expect(all).not.toMatch(UNSEEN);
  }
});

it.each(['cloud', 'data-center'] as const)('makes no mention, macro or link in Jira (%s)', async (kind) => {
  const jira = await opened(new JiraDouble(kind).listen());
  const email = kind === 'cloud' ? JIRA_EMAIL : '';
  const settings = { server: jira.url, email, token: JIRA_TOKEN, project: 'OPS', issueType: 'Task', reopenDays: 7 };
  const channel = new JiraChannel(settings);
  for (const message of [messageOf('firing', HOSTILE), hostileDigest()]) {
    expect(await channel.send(message, null, 'nothing')).toMatchObject({ kind: 'delivered' });
    const { summary, description } = jira.last!.fields;
    const all = `${summary!}\n${typeof description === 'string' ? description : textsOf(description).join('\n')}`;
    expect(summary!.length).toBeLessThanOrEqual(255);
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('hunter2');
    expect(all).not.toMatch(UNSEEN);
    if (typeof description === 'string') {
      // Outside of {noformat} every sign that Jira minds is escaped; our own links and lists are not.
      const outside = description.replace(/\{noformat}\n[^]*?\n\{noformat}/g, '');
      const ours = outside
        .replace(/^\[Open \w+\|https:[^\]]+]$/gm, '')
        .replace(/^\* \*/gm, '')
        .replace(/:\* /g, ' ');
      expect(ours).not.toMatch(/(?<!\\)[{}[\]*_|~]/);
    } else {
      expect(JSON.stringify(description)).not.toMatch(/"type":"(?:mention|inlineCard|media|emoji)"/);
      const links = [...JSON.stringify(description).matchAll(/"href":"([^"]*)"/g)].map(([, href]) => href);
      expect(links.every((href) => href!.startsWith('https://logsieve.example.com/'))).toBe(true);
    }
  }
});

it('makes no header and no markup in a mail', async () => {
  const smtp = await opened(SmtpDouble.start());
  const channel = new EmailChannel({
    host: '127.0.0.1',
    port: smtp.port,
    username: '',
    password: '',
    security: 'none',
    from: 'logsieve@example.com',
    recipients: ['ops@example.com'],
    onWarn: () => undefined,
  });
  for (const message of [messageOf('firing', HOSTILE), hostileDigest()]) {
    expect(await channel.send(message, null)).toMatchObject({ kind: 'delivered' });
    const { headers, recipients, raw } = smtp.mails.at(-1)!;
    expect(recipients).toEqual(['ops@example.com']);
    expect([...headers.keys()].filter((name) => ['bcc', 'x-evil'].includes(name))).toEqual([]);
    // Written in RFC 2047, it is longer than what people see.
    expect(headers.get('subject')!.length).toBeLessThan(400);
    const all = decoded(raw);
    expect(all).toContain('&lt;!channel&gt;');
    expect(all.slice(all.indexOf('<!doctype html>'))).not.toMatch(/<(?:script|img)|href="https:\/\/evil/);
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('hunter2');
    expect(all).not.toMatch(UNSEEN);
    expect(raw.length).toBeLessThan(200_000);
  }
});

it('gets through a webhook cut and without secrets', async () => {
  const receiver = await opened(new WebhookDouble().listen());
  const channel = new WebhookChannel({ url: receiver.url, secret: '', guarded: false });
  for (const message of [messageOf('firing', HOSTILE), hostileDigest()]) {
    expect(await channel.send(message, null)).toMatchObject({ kind: 'delivered' });
    const { body } = receiver.requests.at(-1)!;
    expect(body.length).toBeLessThan(64 * 1024);
    expect(body).not.toContain(SECRET);
    expect(body).not.toContain('hunter2');
    expect(body).not.toMatch(UNSEEN);
    const { alerts } = JSON.parse(body) as { alerts: { labels: Record<string, string> }[] };
    expect(Object.keys(alerts[0]!.labels).every((name) => /^[A-Za-z_]\w*$/.test(name))).toBe(true);
  }
});

/** All text nodes of a document. */
function textsOf(node: unknown): string[] {
  const { text, content = [] } = node as { text?: string; content?: unknown[] };
  return [...(text === undefined ? [] : [text]), ...content.flatMap(textsOf)];
}

/** Quoted-printable (RFC 2045 §6.7) undone, in all parts at once. */
function decoded(raw: string): string {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
