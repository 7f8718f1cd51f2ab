import type { ChannelMemory } from '../../src/core/alert';
import { EmailChannel, type EmailSettings } from '../../src/integrations/email/email.channel';
import { SMTP_PASSWORD, SMTP_USER, SmtpDouble } from '../support/doubles/smtp-double';
import { digest, messageOf } from './messages';

let smtp: SmtpDouble;
let warnings: string[];

beforeEach(async () => {
  smtp = await SmtpDouble.start();
  warnings = [];
});

afterEach(() => smtp.close());

function channelWith(given: Partial<EmailSettings> = {}): EmailChannel {
  return new EmailChannel({
    host: '127.0.0.1',
    port: smtp.port,
    username: SMTP_USER,
    password: SMTP_PASSWORD,
    security: 'auto',
    from: 'Logsieve <logsieve@example.com>',
    recipients: ['ops@example.com', 'oncall@example.com'],
    onWarn: (text) => warnings.push(text),
    ...given,
  });
}

it('gets one conversation for an alert', async () => {
  const channel = channelWith();
  let memory: ChannelMemory = null;
  for (const event of ['firing', 'repeat', 'escalation', 'resolved'] as const) {
    const outcome = await channel.send(messageOf(event), memory);
    expect(outcome).toMatchObject({ kind: 'delivered', externalId: `<${messageOf(event).id}@example.com>` });
    if (outcome.kind === 'delivered') ({ memory } = outcome);
  }
  const first = `<${messageOf('firing').id}@example.com>`;
  expect(smtp.mails.map(({ headers }) => headers.get('in-reply-to'))).toEqual([undefined, first, first, first]);
  expect(smtp.mails.map(({ headers }) => headers.get('references'))).toEqual([undefined, first, first, first]);
  expect(smtp.mails.map(({ headers }) => headers.get('message-id'))).toEqual(
    (['firing', 'repeat', 'escalation', 'resolved'] as const).map((event) => `<${messageOf(event).id}@example.com>`),
  );
  expect(smtp.mails.map(({ headers }) => /^\[[^\]]+]/.exec(headers.get('subject')!)![0])).toEqual([
    '[Firing]',
    '[Still firing]',
    '[Not acknowledged]',
    '[Resolved]',
  ]);
});

it('gets mails that no absence note answers, as HTML and as text, for everybody at once', async () => {
  await channelWith().send(messageOf('firing'), null);
  const [mail] = smtp.mails;
  expect(Object.fromEntries(mail!.headers)).toMatchObject({
    from: 'Logsieve <logsieve@example.com>',
    to: 'ops@example.com, oncall@example.com',
    'auto-submitted': 'auto-generated',
    precedence: 'bulk',
    'x-logsieve-alert': messageOf('firing').alert.fingerprint,
  });
  expect(mail!.recipients).toEqual(['ops@example.com', 'oncall@example.com']);
  expect(mail!.raw).toMatch(/Content-Type: text\/plain[^]*Content-Type: text\/html/);
});

it('gets digests and tests', async () => {
  await channelWith().send(digest(), null);
  await channelWith().send(messageOf('test'), null);
  expect(smtp.mails.map(({ headers }) => headers.get('subject'))).toEqual([
    '[Digest] 37 alerts, 50,000 logs',
    expect.stringMatching(/^\[Test] Severity 9: Critical Error/) as string,
  ]);
});

it.each([
  [{ at: 'rcpt', code: 451, text: 'Greylisted' }, 'retry', 0],
  [{ at: 'rcpt', code: 550, text: 'No such user' }, 'dead', 0],
  [{ at: 'data', code: 452, text: 'Disk full' }, 'retry', 0],
  [{ at: 'data', code: 554, text: 'Spam' }, 'dead', 0],
  ['drop', 'ambiguous', 0],
  ['dropAfter', 'ambiguous', 1],
] as const)('knows what %j means', async (fault, kind, mails) => {
  smtp.next(fault);
  const channel = channelWith({ recipients: ['ops@example.com'] });
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind });
  expect(smtp.mails).toHaveLength(mails);
  expect(smtp.connections).toBe(1);
});

it('can tell a mail that comes twice', async () => {
  smtp.next('dropAfter');
  await channelWith().send(messageOf('firing'), null);
  await channelWith().send(messageOf('firing'), null);
  const [first, second] = smtp.mails.map(({ headers }) => headers.get('message-id'));
  expect(second).toBe(first);
});

it('says which recipients a server does not take', async () => {
  smtp.unknown.add('oncall@example.com');
  expect(await channelWith().send(messageOf('firing'), null)).toMatchObject({ kind: 'delivered' });
  expect(warnings).toEqual([`127.0.0.1:${String(smtp.port)} takes no mail for oncall@example.com`]);
  expect(smtp.mails[0]!.recipients).toEqual(['ops@example.com']);
});

it('does not show a password that is refused', async () => {
  const outcome = await channelWith({ password: 'wrong-password' }).send(messageOf('firing'), null);
  expect(outcome).toMatchObject({ kind: 'dead' });
  expect(JSON.stringify(outcome)).not.toContain('wrong-password');
});

it('keeps a password from a server that offers no encryption', async () => {
  const outcome = await channelWith({ security: 'starttls' }).send(messageOf('firing'), null);
  expect(outcome.kind).not.toBe('delivered');
  expect(smtp.mails).toHaveLength(0);
});

it('waits for a server that is away', async () => {
  const channel = channelWith();
  await smtp.close();
  expect(await channel.send(messageOf('firing'), null)).toMatchObject({ kind: 'retry' });
  smtp = await SmtpDouble.start();
});

it('leaves no connection open', async () => {
  await channelWith().send(messageOf('firing'), null);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(smtp.openConnections).toBe(0);
});
