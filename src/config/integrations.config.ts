import type { z } from 'zod';
import { setting, type SliceValues } from './setting';
import { int, oneOf, text, url } from './schemas';

/** As RFC 5321 has them but for quoted ones and literal addresses, which nobody uses. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u;
const NAMED_ADDRESS = /^[^<>"\p{Cc}]*<([^<>]*)>$/u;

function isAddress(value: string): boolean {
  return ADDRESS.test(NAMED_ADDRESS.exec(value)?.[1] ?? value);
}

/** One mail address, with or without a name, or empty for "not set". */
function mailAddress(): z.ZodType<string> {
  return text().refine((value) => value === '' || isAddress(value), 'must be an address such as ops@example.com');
}

/** Mail addresses with commas between them, or empty for "not set". */
function mailAddresses(): z.ZodType<string> {
  return text().refine(
    (value) => value === '' || value.split(',').every((address) => ADDRESS.test(address.trim())),
    'must be addresses such as ops@example.com with commas between them',
  );
}

export const integrationsSlice = {
  jiraServer: setting({
    env: 'JIRA_SERVER',
    doc: 'Root of Jira, e.g. https://example.atlassian.net; empty: no issues are made.',
    schema: url(),
    default: '',
  }),
  jiraEmail: setting({
    env: 'JIRA_EMAIL',
    doc: 'Account of the API token on Jira Cloud; empty for Data Center, where the token is a personal access token.',
    schema: mailAddress(),
    default: '',
  }),
  jiraApiToken: setting({
    env: 'JIRA_API_TOKEN',
    doc: 'API token for Jira.',
    schema: text(),
    default: '',
    secret: true,
  }),
  jiraProject: setting({
    env: 'JIRA_PROJECT',
    doc: 'Key of the Jira project that gets the issues.',
    schema: text().regex(/^[A-Z][A-Z0-9_]*$/, 'must be a project key such as OPS'),
    default: 'OPS',
  }),
  jiraIssueType: setting({
    env: 'JIRA_ISSUE_TYPE',
    doc: 'Name of the type of issues in Jira.',
    schema: text().min(1, 'must not be empty'),
    default: 'Task',
  }),
  jiraReopenDays: setting({
    env: 'JIRA_REOPEN_DAYS',
    doc: 'An issue that was done for fewer days is reopened when the same trouble comes back; after that a new one is made.',
    schema: int(0, 365),
    default: 7,
  }),
  slackBotToken: setting({
    env: 'SLACK_BOT_TOKEN',
    doc: 'Bot token (xoxb-…) for Slack; empty: nothing is posted.',
    schema: text(),
    default: '',
    secret: true,
  }),
  slackChannel: setting({
    env: 'SLACK_CHANNEL',
    doc: 'Slack conversation that gets the alerts; its id (C…) is better than its name, which may change.',
    schema: text(),
    default: '',
  }),
  slackApiUrl: setting({
    env: 'SLACK_API_URL',
    doc: "Root of Slack's Web API, for proxies and tests.",
    schema: url(),
    default: 'https://slack.com/api/',
  }),
  teamsWebhookUrl: setting({
    env: 'TEAMS_WEBHOOK_URL',
    doc: 'URL of a Teams workflow that posts cards; empty: nothing is posted.',
    schema: url(),
    default: '',
    secret: true,
  }),
  smtpHost: setting({ env: 'SMTP_HOST', doc: 'Mail server; empty: no mails are sent.', schema: text(), default: '' }),
  smtpPort: setting({ env: 'SMTP_PORT', doc: 'Port of the mail server.', schema: int(1, 65_535), default: 587 }),
  smtpUsername: setting({
    env: 'SMTP_USERNAME',
    doc: 'Account on the mail server; empty for one that asks for none.',
    schema: text(),
    default: '',
  }),
  smtpPassword: setting({ env: 'SMTP_PASSWORD', doc: 'Password for it.', schema: text(), default: '', secret: true }),
  smtpSecurity: setting({
    env: 'SMTP_SECURITY',
    doc: 'tls from the start, starttls or nothing, none at all; auto: tls on port 465, else starttls, which a password needs.',
    schema: oneOf(['auto', 'tls', 'starttls', 'none']),
    default: 'auto' as const,
  }),
  emailFrom: setting({
    env: 'EMAIL_FROM',
    doc: 'Sender of the mails, e.g. Logsieve <logsieve@example.com>.',
    schema: mailAddress(),
    default: '',
  }),
  emailRecipients: setting({
    env: 'EMAIL_RECIPIENTS',
    doc: 'Who gets the mails: addresses with commas between them.',
    schema: mailAddresses(),
    default: '',
  }),
  webhookUrl: setting({
    env: 'WEBHOOK_URL',
    doc: 'URL that is called with every message; empty: none.',
    schema: url(),
    default: '',
    secret: true,
  }),
  webhookSecret: setting({
    env: 'WEBHOOK_SECRET',
    doc: 'Key that calls of the webhook are signed with; empty: they are not signed.',
    schema: text(),
    default: '',
    secret: true,
  }),
};

export type IntegrationsConfig = SliceValues<typeof integrationsSlice>;
