import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/core/project';
import type { Message } from '../../src/core/alert';
import { emailMessage } from '../../src/integrations/email/email.message';
import { adfOf } from '../../src/integrations/jira/adf';
import { jiraComment, jiraIssue } from '../../src/integrations/jira/jira.message';
import { wikiOf } from '../../src/integrations/jira/wiki-markup';
import { slackMessage, slackReply } from '../../src/integrations/slack/slack.message';
import { teamsMessage } from '../../src/integrations/teams/teams.message';
import { webhookMessage } from '../../src/integrations/webhook/webhook.message';
import { digest, messageOf } from './messages';

/** `npm run docs` writes the examples; without it the committed ones must be what would be written. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';
const FOLDER = join(projectRoot(), 'docs/integrations/examples');

const MESSAGES: Readonly<Record<string, Message>> = {
  firing: messageOf('firing'),
  repeat: messageOf('repeat', { count: 1_200 }),
  escalation: messageOf('escalation', { count: 1_200 }),
  resolved: messageOf('resolved', { count: 1_202 }),
  digest: digest(),
  test: messageOf('test'),
};

const examples = new Map<string, string>();
examples.set(
  'slack.json',
  each((message) => slackExample(message)),
);
examples.set('teams.json', each(teamsMessage));
examples.set('webhook.json', each(webhookMessage));
examples.set(
  'jira-cloud.json',
  each((message) => jiraExample(message, adfOf)),
);
examples.set(
  'jira-data-center.json',
  each((message) => jiraExample(message, wikiOf)),
);
for (const [name, message] of Object.entries(MESSAGES)) {
  const { subject, text, html } = emailMessage(message);
  examples.set(`email-${name}.txt`, `Subject: ${subject}\n\n${text}`);
  examples.set(`email-${name}.html`, html);
}

/** One JSON file with all messages of a channel. */
function each(render: (message: Message) => unknown): string {
  const rendered = Object.entries(MESSAGES).map(([name, message]) => [name, render(message)]);
  return `${JSON.stringify(Object.fromEntries(rendered), null, 2)}\n`;
}

function slackExample(message: Message): object {
  const follows = message.kind === 'alert' && !['firing', 'test'].includes(message.event);
  return { message: slackMessage(message), ...(follows ? { reply: slackReply(message) } : {}) };
}

function jiraExample(message: Message, render: typeof adfOf | typeof wikiOf): object {
  if (message.kind === 'alert' && !['firing', 'test'].includes(message.event)) {
    return { comment: render(jiraComment(message)) };
  }
  const { summary, description } = jiraIssue(message);
  return { summary, description: render(description) };
}

beforeAll(() => {
  if (!UPDATE) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, content] of examples) writeFileSync(join(FOLDER, name), content);
});

it('are all there, and no others', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...examples.keys()].sort());
});

it.each([...examples])('%s is what is sent', (name, content) => {
  expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(content);
});
