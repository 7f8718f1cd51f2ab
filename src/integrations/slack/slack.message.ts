import type { AlertMessage, DigestMessage, Message } from '../../core/alert';
import { alertView, countOf, timeOf } from '../alert-view';
import { digestView } from '../digest-view';
import { namedLinks } from '../named-links';

const FIELDS = 10;
const COLOURS = { resolved: '✅', test: '🔧', severe: '🔴', other: '🟠' } as const;

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}
type Block =
  { type: 'section'; text: Mrkdwn } | { type: 'section'; fields: Mrkdwn[] } | { type: 'context'; elements: Mrkdwn[] };

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: Block[];
}

/** The message that opens the thread of an alert, as it stands now. */
export function slackMessage(message: Message): SlackMessage {
  return message.kind === 'digest' ? digestMessage(message) : alertMessage(message);
}

/** What is added to the thread: only what has changed. */
export function slackReply(message: AlertMessage): SlackMessage {
  const { event, alert } = message;
  const view = { repeat: 'Still firing', escalation: 'Nobody has acknowledged this yet', resolved: 'Resolved' };
  const state = event === 'firing' || event === 'test' ? 'Firing' : view[event];
  const text = `*${state}*: ${countOf(alert.count, 'log')}, last seen ${timeOf(alert.lastSeen)}`;
  return { text: text.replaceAll('*', ''), blocks: [section(text), ...linksBlock(message)] };
}

function alertMessage(message: AlertMessage): SlackMessage {
  const view = alertView(message);
  const title = `${colourOf(message)} *${view.state}: ${escaped(view.title)}*`;
  const facts = view.facts.slice(0, FIELDS).map(([name, value]) => mrkdwn(`*${escaped(name)}*\n${code(value)}`));
  return {
    text: `${view.state}: ${escaped(view.title)}: ${escaped(view.template)}`,
    blocks: [
      section(`${title}\n${code(view.template)}`),
      { type: 'section', fields: facts },
      ...(view.suggestion === null ? [] : [section(`*Suggestion*\n${escaped(view.suggestion)}`)]),
      ...view.samples.map(({ time, text }) => section(`${time}\n${codeBlock(text)}`)),
      ...linksBlock(message),
      context(view.reference),
    ],
  };
}

function digestMessage(message: DigestMessage): SlackMessage {
  const view = digestView(message);
  const categories = view.categories.map(([name, logs]) => `${escaped(name)}: ${logs}`).join('\n');
  const top = view.top.map(({ title, template }) => `${escaped(title)}\n${code(template)}`);
  return {
    text: `Digest: ${view.title}`,
    blocks: [
      section(`${COLOURS.other} *Digest: ${view.title}*\nOne message because ${escaped(view.reason)}.\n${view.period}`),
      ...(categories === '' ? [] : [section(`*Logs by category*\n${categories}`)]),
      ...top.map(section),
      ...(view.rest === null ? [] : [context(view.rest)]),
      ...linksBlock(message),
    ],
  };
}

function colourOf({ event, alert }: AlertMessage): string {
  if (event === 'resolved' || event === 'test') return COLOURS[event];
  return alert.triage === 'incident' ? COLOURS.severe : COLOURS.other;
}

function linksBlock(message: Message): Block[] {
  const links = namedLinks(message).map(([label, url]) => link(url, label));
  return links.length === 0 ? [] : [section(links.join(' · '))];
}

/** Slack has no escape for `|` and `>` in an address; the URL parser has one for both. */
function link(url: string, label: string): string {
  return `<${new URL(url).href.replaceAll('|', '%7C').replaceAll('>', '%3E')}|${label}>`;
}

function section(text: string): Block {
  return { type: 'section', text: mrkdwn(text) };
}

function context(text: string): Block {
  return { type: 'context', elements: [mrkdwn(escaped(text))] };
}

/** `verbatim`: Slack makes no links, mentions or channel names of what only looks like them. */
function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Without these three, Slack knows no mention, no channel and no link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** In code, Slack minds no stars, underscores or tildes; only a backtick ends it. */
function code(text: string): string {
  return `\`${escaped(text).replaceAll('`', "'")}\``;
}

function codeBlock(text: string): string {
  return `\`\`\`${escaped(text).replaceAll('`', "'")}\`\`\``;
}
