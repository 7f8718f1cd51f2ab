import type { Channel, ChannelName } from '../core/alert';
import type { IntegrationsConfig } from '../config/integrations.config';
import { EmailChannel } from './email/email.channel';
import { JiraChannel } from './jira/jira.channel';
import { SlackChannel } from './slack/slack.channel';
import { retiredConnectorReason, TeamsChannel } from './teams/teams.channel';
import { WebhookChannel } from './webhook/webhook.channel';

/** What people may know about a channel; no secrets. */
export interface ChannelStatus {
  readonly name: ChannelName;
  /** Everything is set that it needs. */
  readonly configured: boolean;
  /** Host it talks to; null while that is not known. */
  readonly target: string | null;
  /** What keeps it from working, as far as the settings show. */
  readonly problems: readonly string[];
}

export interface CreatedChannels {
  /** The configured ones. */
  readonly channels: readonly Channel[];
  /** All of them. */
  readonly statuses: readonly ChannelStatus[];
}

/** What one channel needs, and how it is made of that. */
interface Plan {
  readonly name: ChannelName;
  /** Settings by variable; the channel is used when all of them are set, and is a mistake when only some are. */
  readonly needs: Readonly<Record<string, string>>;
  readonly create: () => Channel;
  readonly problem?: () => string | null;
}

/** @param onWarn told of what a channel cannot tell the caller */
export function createChannels(config: IntegrationsConfig, onWarn: (text: string) => void): CreatedChannels {
  const made = plansOf(config, onWarn).map(madeOf);
  return {
    channels: made.map(({ channel }) => channel).filter((channel) => channel !== null),
    statuses: made.map(({ status }) => status),
  };
}

function plansOf(config: IntegrationsConfig, onWarn: (text: string) => void): Plan[] {
  return [
    {
      name: 'email',
      needs: {
        SMTP_HOST: config.smtpHost,
        EMAIL_FROM: config.emailFrom,
        EMAIL_RECIPIENTS: config.emailRecipients,
      },
      create: () =>
        new EmailChannel({
          host: config.smtpHost,
          port: config.smtpPort,
          username: config.smtpUsername,
          password: config.smtpPassword,
          security: config.smtpSecurity,
          from: config.emailFrom,
          recipients: config.emailRecipients.split(',').map((address) => address.trim()),
          onWarn,
        }),
    },
    {
      name: 'teams',
      needs: { TEAMS_WEBHOOK_URL: config.teamsWebhookUrl },
      create: () => new TeamsChannel({ webhookUrl: config.teamsWebhookUrl }),
      problem: () => retiredConnectorReason(new URL(config.teamsWebhookUrl)),
    },
    {
      name: 'slack',
      needs: { SLACK_BOT_TOKEN: config.slackBotToken, SLACK_CHANNEL: config.slackChannel },
      create: () =>
        new SlackChannel({ token: config.slackBotToken, channel: config.slackChannel, apiUrl: config.slackApiUrl }),
    },
    {
      name: 'jira',
      needs: { JIRA_SERVER: config.jiraServer, JIRA_API_TOKEN: config.jiraApiToken },
      create: () =>
        new JiraChannel({
          server: config.jiraServer,
          email: config.jiraEmail,
          token: config.jiraApiToken,
          project: config.jiraProject,
          issueType: config.jiraIssueType,
          reopenDays: config.jiraReopenDays,
        }),
      problem: () =>
        config.jiraEmail === '' && new URL(config.jiraServer).hostname.endsWith('.atlassian.net')
          ? 'Jira Cloud takes an API token only together with JIRA_EMAIL'
          : null,
    },
    {
      name: 'webhook',
      needs: { WEBHOOK_URL: config.webhookUrl },
      create: () => new WebhookChannel({ url: config.webhookUrl, secret: config.webhookSecret, guarded: false }),
    },
  ];
}

function madeOf({ name, needs, create, problem }: Plan): { channel: Channel | null; status: ChannelStatus } {
  const missing = Object.keys(needs).filter((variable) => needs[variable] === '');
  if (missing.length > 0) {
    const begun = missing.length < Object.keys(needs).length;
    const problems = begun ? missing.map((variable) => `${variable} is not set`) : [];
    return { channel: null, status: { name, configured: false, target: null, problems } };
  }
  const channel = create();
  const found = problem?.() ?? null;
  const problems = found === null ? [] : [found];
  return { channel, status: { name, configured: true, target: channel.target, problems } };
}
