import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertJson } from '../../src/core/alert';
import { JIRA_EMAIL, JIRA_TOKEN, JiraDouble } from '../support/doubles/jira-double';
import { SLACK_CHANNEL, SLACK_TOKEN, SlackDouble } from '../support/doubles/slack-double';
import { SmtpDouble } from '../support/doubles/smtp-double';
import { TeamsDouble } from '../support/doubles/teams-double';
import { projectRoot } from '../../src/core/project';
import { eventually, postJson, requestJson, startTestServer, type TestServer } from '../support/server';

// A thousand logs come in; four services are told of what is in them, once, and again when it is over.

const folder = mkdtempSync(join(tmpdir(), 'logsieve-story-'));
const slack = new SlackDouble();
const jira = new JiraDouble('cloud');
const teams = new TeamsDouble();
let smtp: SmtpDouble;
let server: TestServer;

/** 940 lines of routine among which five kinds of trouble stand. */
function mixed(): { source: string; message: string }[] {
  return Array.from({ length: 1_000 }, (_, i) => {
    const n = String(i);
    if (i % 50 === 7) return { source: 'kernel', message: `Out of memory: Killed process ${n} (postgres)` };
    if (i % 100 === 13) return { source: 'raid', message: `raid array md${n} failed, volume offline` };
    if (i % 100 === 29) return { source: 'df', message: `Disk usage on /dev/sda1 is 91%, ${n} inodes left` };
    if (i % 100 === 41) {
      const request = `GET /shop?id=${n}%27%20UNION%20SELECT%20password%20FROM%20users--%20 HTTP/1.1`;
      return { source: 'nginx', message: `198.51.100.7 - - [30/Jul/2025:06:25:10 +0000] "${request}" 200 4620` };
    }
    return { source: 'shop', message: `User ${n} logged in.` };
  });
}

beforeAll(async () => {
  smtp = await SmtpDouble.start();
  await Promise.all([slack.listen(), jira.listen(), teams.listen()]);
  const rules = join(folder, 'alert_rules.yaml');
  const shipped = readFileSync(join(projectRoot(), 'configs/alert_rules.yaml'), 'utf8');
  writeFileSync(
    rules,
    shipped
      .replace(/groupWait: \w+/g, 'groupWait: 1s')
      .replaceAll('channels: [slack]', 'channels: [slack]\n    groupWait: 1s'),
  );
  server = await startTestServer({
    ALERT_RULES: rules,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: SLACK_TOKEN,
    SLACK_CHANNEL,
    JIRA_SERVER: jira.url,
    JIRA_EMAIL,
    JIRA_API_TOKEN: JIRA_TOKEN,
    TEAMS_WEBHOOK_URL: teams.webhookUrl,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtp.port),
    SMTP_SECURITY: 'none',
    EMAIL_FROM: 'logsieve@example.com',
    EMAIL_RECIPIENTS: 'ops@example.com',
  });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await Promise.all([slack, jira, teams, smtp].map((double) => double.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function alerts(): Promise<AlertJson[]> {
  return (await requestJson<{ alerts: AlertJson[] }>(`${server.url}/alerts?limit=1000`)).body.alerts;
}

/** Channel and event of every message about these alerts, by state. */
async function deliveries(of: readonly AlertJson[]): Promise<string[]> {
  const lists = await Promise.all(
    of.map(({ id }) =>
      requestJson<{ deliveries: { channel: string; event: string; state: string }[] }>(
        `${server.url}/alerts/${id}/deliveries`,
      ),
    ),
  );
  return lists
    .flatMap(({ body }) => body.deliveries)
    .map(({ channel, event, state }) => `${channel} ${event} ${state}`)
    .sort();
}

it('tells the right people once, and again when it is over', async () => {
  const logs = mixed();
  await postJson(`${server.url}/classify/batch`, { logs });
  const rules = (list: readonly AlertJson[]): string[] => list.map(({ rule, source }) => `${rule.id} ${source}`).sort();
  await eventually(alerts, (found) => found.length === 7 && found.every(({ state }) => state === 'firing'));
  const fired = await alerts();
  expect(rules(fired)).toEqual([
    'incident kernel',
    'incident nginx',
    'incident raid',
    'incident-ticket kernel',
    'incident-ticket nginx',
    'incident-ticket raid',
    'preventive df',
  ]);
  expect(
    fired
      .filter(({ rule }) => rule.id === 'incident')
      .map(({ count }) => count)
      .sort(),
  ).toEqual([10, 10, 20]);

  const firing = [
    ...Array<string>(3).fill('email firing delivered'),
    ...Array<string>(3).fill('jira firing delivered'),
    ...Array<string>(3).fill('slack firing delivered'),
    ...Array<string>(4).fill('teams firing delivered'),
  ];
  await eventually(
    () => deliveries(fired),
    (found) => found.length === firing.length && found.every((line) => line.endsWith('delivered')),
  );
  expect(await deliveries(fired)).toEqual(firing);
  // What stands in the ledger is what arrived.
  expect(smtp.mails).toHaveLength(3);
  expect(jira.issues).toHaveLength(3);
  expect(slack.top).toHaveLength(3);
  expect(teams.cards).toHaveLength(4);

  // The same again, with other numbers in it: nobody is told twice.
  await postJson(`${server.url}/classify/batch`, { logs });
  await eventually(alerts, (found) => found.some(({ count }) => count === 40));
  expect(await deliveries(await alerts())).toEqual(firing);

  for (const { id, rule } of fired.filter(({ source }) => source === 'raid')) {
    const acknowledged = await postJson<AlertJson>(`${server.url}/alerts/${id}/acknowledge`, { by: 'ana' });
    expect(acknowledged.body).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'ana', rule });
    const { body } = await postJson<AlertJson>(`${server.url}/alerts/${id}/resolve`, { by: 'ana' });
    expect(body.state).toBe('resolved');
  }
  await eventually(
    () =>
      Promise.resolve([
        smtp.mails.length,
        teams.cards.length,
        jira.issues.filter(({ category }) => category === 'done').length,
      ]),
    (counts) => counts.join() === '4,5,1',
  );
  const [raid] = slack.top.filter(({ text }) => text.includes('raid'));
  await eventually(
    () => Promise.resolve(slack.repliesTo(raid!.ts)),
    (replies) => replies.length === 1,
  );
  expect(slack.repliesTo(raid!.ts)[0]!.text).toMatch(/^Resolved/);
  const last = smtp.mails.at(-1)!;
  expect(last.headers.get('subject')).toMatch(/^\[Resolved/);
  expect(smtp.mails.map(({ headers }) => headers.get('message-id'))).toContain(last.headers.get('in-reply-to'));
}, 60_000);
