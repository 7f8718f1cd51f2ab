import { Dispatcher } from '../../src/alerting/dispatcher';
import type { Channel } from '../../src/core/alert';
import { EmailChannel } from '../../src/integrations/email/email.channel';
import { JiraChannel } from '../../src/integrations/jira/jira.channel';
import { SlackChannel } from '../../src/integrations/slack/slack.channel';
import { TeamsChannel } from '../../src/integrations/teams/teams.channel';
import { WebhookChannel } from '../../src/integrations/webhook/webhook.channel';
import { DeliveryStore } from '../../src/persistence/alerts/delivery-store';
import { AlertRig, MINUTE, SECOND } from '../alerting/rig';
import { JIRA_EMAIL, JIRA_TOKEN, JiraDouble } from '../support/doubles/jira-double';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackDouble } from '../support/doubles/slack-double';
import { SmtpDouble } from '../support/doubles/smtp-double';
import { TeamsDouble } from '../support/doubles/teams-double';
import { WebhookDouble } from '../support/doubles/webhook-double';

// One alert from its first log to its end, told to all services at once by the engine and the dispatcher of the server.

const FINGERPRINT = '3f9a6c1be02d4857a1c0ffee12345678';
const NAMES = ['slack', 'email', 'teams', 'jira', 'webhook'] as const;

let rig: AlertRig;
let slack: SlackDouble;
let jira: JiraDouble;
let teams: TeamsDouble;
let webhook: WebhookDouble;
let smtp: SmtpDouble;
let channels: Channel[];

beforeEach(async () => {
  rig = await AlertRig.open();
  rig.policies = {
    incident: {
      channels: [...NAMES],
      groupWait: 0,
      dedupWindow: MINUTE,
      groupInterval: MINUTE,
      resolveAfter: 5 * MINUTE,
    },
  };
  slack = await new SlackDouble().listen();
  jira = await new JiraDouble('cloud').listen();
  teams = await new TeamsDouble().listen();
  webhook = await new WebhookDouble().listen();
  smtp = await SmtpDouble.start();
  channels = [
    new SlackChannel({ token: SLACK_TOKEN, apiUrl: slack.apiUrl, channel: SLACK_CHANNEL }),
    new JiraChannel({
      server: jira.url,
      email: JIRA_EMAIL,
      token: JIRA_TOKEN,
      project: 'OPS',
      issueType: 'Task',
      reopenDays: 7,
    }),
    new TeamsChannel({ webhookUrl: teams.webhookUrl }),
    new WebhookChannel({ url: webhook.url, secret: 'secret', guarded: false }),
    new EmailChannel({
      host: '127.0.0.1',
      port: smtp.port,
      username: '',
      password: '',
      security: 'none',
      from: 'logsieve@example.com',
      recipients: ['ops@example.com'],
      onWarn: () => undefined,
    }),
  ];
});

afterEach(async () => {
  await Promise.all([slack, jira, teams, webhook, smtp].map((service) => service.close()));
  await rig.close();
});

/** Fires, goes on, and ends; time passes in steps of five seconds. */
async function story(): Promise<void> {
  const engine = rig.engine({ channels: new Set(NAMES) });
  const dispatcher = new Dispatcher(channels, new DeliveryStore(rig.pool), {
    perChannel: 10,
    inAll: 60,
    linksOf: () => ({ alert: null, log: null }),
    now: () => rig.now,
    onOutcome: (channel, outcome) => rig.outcomes.push(`${channel} ${outcome}`),
  });
  await rig.hit({ fingerprint: FINGERPRINT });
  await rig.pass(3 * MINUTE, engine, dispatcher, 5 * SECOND);
  await rig.hit({ fingerprint: FINGERPRINT, count: 40 });
  await rig.pass(12 * MINUTE, engine, dispatcher, 5 * SECOND);
}

function outcomesOf(channel: string): string[] {
  return rig.outcomes.filter((outcome) => outcome.startsWith(`${channel} `)).map((outcome) => outcome.split(' ')[1]!);
}

function expectOneStoryEach(): void {
  expect(slack.top).toHaveLength(1);
  expect(slack.repliesTo(slack.top[0]!.ts).map(({ text }) => text.split(':')[0])).toEqual(['Still firing', 'Resolved']);
  expect(jira.issues).toHaveLength(1);
  expect(jira.issues[0]!.comments).toHaveLength(2);
  expect(jira.issues[0]!.category).toBe('done');
  expect(teams.cards.map(({ fallbackText }) => fallbackText.split(':')[0])).toEqual([
    'Firing',
    'Still firing',
    'Resolved',
  ]);
  expect(smtp.mails.map(({ headers }) => /^\[([^\]]+)]/.exec(headers.get('subject')!)![1])).toEqual([
    'Firing',
    'Still firing',
    'Resolved',
  ]);
  const events = webhook.requests.map(
    ({ body }) => (JSON.parse(body) as { logsieve: { event: string } }).logsieve.event,
  );
  expect(events).toEqual(['firing', 'repeat', 'resolved']);
}

it('is told once everywhere', async () => {
  await story();
  expectOneStoryEach();
  expect(rig.outcomes.every((outcome) => outcome.endsWith(' delivered'))).toBe(true);
});

it('is told once everywhere although services are slow to take it and lose their answers', async () => {
  jira.indexDelayMs = 60_000;
  jira.next(/\/issue$/, 'dropAfter');
  jira.next(/\/comment$/, 'dropAfter');
  slack.next(/postMessage/, { status: 429, headers: { 'retry-after': '20' } }, 'dropAfter');
  teams.next(/./, { status: 503 });
  webhook.next(/./, { status: 500 });
  smtp.next({ at: 'data', code: 451, text: 'Greylisted' }, 'drop');
  jira.clock = () => rig.now;
  await story();
  // The call that it refused.
  webhook.requests.shift();
  expectOneStoryEach();
  expect(outcomesOf('jira').filter((outcome) => outcome === 'ambiguous')).toHaveLength(2);
  expect(outcomesOf('slack')).toEqual(['retry', 'ambiguous', 'delivered', 'delivered', 'delivered']);
  expect(outcomesOf('email')).toEqual(['retry', 'ambiguous', 'delivered', 'delivered', 'delivered']);
});
