import { integrationsSlice, type IntegrationsConfig } from '../config/integrations.config';
import { createChannels, type ChannelStatus } from './create-channels';

const DEFAULTS = Object.fromEntries(
  Object.entries(integrationsSlice).map(([name, { default: value }]) => [name, value]),
) as unknown as IntegrationsConfig;

const ALL: Partial<IntegrationsConfig> = {
  smtpHost: 'mail.example.com',
  smtpPassword: 'secret-smtp',
  emailFrom: 'Logsieve <logsieve@example.com>',
  emailRecipients: 'ops@example.com, oncall@example.com',
  teamsWebhookUrl: 'https://prod-1.westeurope.logic.azure.com/workflows/1?sig=secret-teams',
  slackBotToken: 'xoxb-secret-slack',
  slackChannel: 'C0123456789',
  jiraServer: 'https://example.atlassian.net',
  jiraEmail: 'bot@example.com',
  jiraApiToken: 'secret-jira',
  webhookUrl: 'https://hooks.example.com/secret-path',
  webhookSecret: 'secret-webhook',
};

function made(config: Partial<IntegrationsConfig>): ReturnType<typeof createChannels> {
  return createChannels({ ...DEFAULTS, ...config }, () => undefined);
}

function statusOf(name: string, config: Partial<IntegrationsConfig>): ChannelStatus | undefined {
  return made(config).statuses.find((status) => status.name === name);
}

it('makes none of nothing', () => {
  const { channels, statuses } = made({});
  expect(channels).toEqual([]);
  expect(statuses.map(({ name, configured, problems }) => [name, configured, problems])).toEqual(
    ['email', 'teams', 'slack', 'jira', 'webhook'].map((name) => [name, false, []]),
  );
});

it('makes all of everything and tells no secrets', () => {
  const { channels, statuses } = made(ALL);
  expect(channels.map(({ name, target }) => [name, target])).toEqual([
    ['email', 'mail.example.com:587'],
    ['teams', 'prod-1.westeurope.logic.azure.com'],
    ['slack', 'slack.com'],
    ['jira', 'example.atlassian.net'],
    ['webhook', 'hooks.example.com'],
  ]);
  expect(statuses.every(({ configured, problems }) => configured && problems.length === 0)).toBe(true);
  expect(JSON.stringify(statuses)).not.toContain('secret');
});

it.each([
  ['slack', { slackBotToken: 'xoxb-1' }, ['SLACK_CHANNEL is not set']],
  ['jira', { jiraServer: 'https://jira.example.com' }, ['JIRA_API_TOKEN is not set']],
  ['email', { smtpHost: 'mail.example.com' }, ['EMAIL_FROM is not set', 'EMAIL_RECIPIENTS is not set']],
])('says what %s lacks when only a part is set', (name, config, problems) => {
  expect(statusOf(name, config)).toEqual({ name, configured: false, target: null, problems });
});

it('warns of a connector that is retired and of an account that is missing', () => {
  expect(statusOf('teams', { teamsWebhookUrl: 'https://x.webhook.office.com/webhookb2/1' })?.problems).toEqual([
    expect.stringContaining('retired') as string,
  ]);
  expect(statusOf('jira', { ...ALL, jiraEmail: '' })?.problems).toEqual([
    expect.stringContaining('JIRA_EMAIL') as string,
  ]);
});

describe('addresses', () => {
  const { emailFrom, emailRecipients } = integrationsSlice;

  it.each(['', 'a@example.com', 'Logsieve <log.sieve+x@mail.example.com>', 'root@localhost'])(
    '%j may send',
    (value) => {
      expect(emailFrom.schema.safeParse(value).success).toBe(true);
    },
  );

  it.each(['example.com', 'a@b@c', 'a@example.com\r\nBcc: b@example.com', 'a@example.com, b@example.com', 'X <y>'])(
    '%j may not',
    (value) => {
      expect(emailFrom.schema.safeParse(value).success).toBe(false);
    },
  );

  it('are read one by one', () => {
    expect(emailRecipients.schema.safeParse('a@example.com, b@example.com').success).toBe(true);
    expect(emailRecipients.schema.safeParse('a@example.com,, b@example.com').success).toBe(false);
    expect(emailRecipients.schema.safeParse('a@example.com; b@example.com').success).toBe(false);
  });
});
