import type { AlertEvent, AlertMessage, DigestMessage, Message } from '../../core/alert';
import { alertView, countOf, timeOf } from '../alert-view';
import { digestView } from '../digest-view';
import { namedLinks } from '../named-links';
import { cutText } from '../plain-text';

/** Jira allows 255 characters. */
const SUMMARY_LENGTH = 240;

/** A piece of a description or comment, before it is written for Jira Cloud (ADF) or Data Center (wiki markup). */
export type JiraBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string };

export interface JiraIssue {
  readonly summary: string;
  readonly description: readonly JiraBlock[];
}

const NEWS: Readonly<Record<AlertEvent, string>> = {
  firing: 'Fires again',
  repeat: 'Still firing',
  escalation: 'Nobody has acknowledged the alert yet',
  resolved: 'Resolved',
  test: 'Test',
};

/** A new issue. */
export function jiraIssue(message: Message): JiraIssue {
  return message.kind === 'digest' ? digestIssue(message) : alertIssue(message);
}

/** What is added to an issue that exists. */
export function jiraComment(message: AlertMessage): JiraBlock[] {
  const { id, event, alert } = message;
  const news = `${NEWS[event]}: ${countOf(alert.count, 'log')}, last seen ${timeOf(alert.lastSeen)}`;
  return [paragraph(news), ...linkBlocks(message), delivery(id)];
}

function alertIssue(message: AlertMessage): JiraIssue {
  const { title, template, facts, suggestion, samples, reference } = alertView(message);
  const test = message.event === 'test' ? '[Test] ' : '';
  return {
    summary: cutText(`${test}${title}: ${template}`, SUMMARY_LENGTH),
    description: [
      { kind: 'code', text: template },
      { kind: 'facts', rows: facts },
      ...(suggestion === null ? [] : [paragraph(`Suggestion: ${suggestion}`)]),
      ...samples.flatMap(({ time, text }): JiraBlock[] => [paragraph(time), { kind: 'code', text }]),
      ...linkBlocks(message),
      paragraph(reference),
      delivery(message.id),
    ],
  };
}

function digestIssue(message: DigestMessage): JiraIssue {
  const { title, reason, period, categories, top, rest } = digestView(message);
  return {
    summary: cutText(`Digest: ${title}`, SUMMARY_LENGTH),
    description: [
      paragraph(`One issue because ${reason}.`),
      paragraph(period),
      { kind: 'facts', rows: categories },
      ...top.flatMap((entry): JiraBlock[] => [paragraph(entry.title), { kind: 'code', text: entry.template }]),
      ...(rest === null ? [] : [paragraph(rest)]),
      ...linkBlocks(message),
      delivery(message.id),
    ],
  };
}

function linkBlocks(message: Message): JiraBlock[] {
  return namedLinks(message).map(([label, url]) => ({ kind: 'link', label, url }));
}

/** By this a message is found again whose answer was lost. */
function delivery(id: string): JiraBlock {
  return paragraph(`Delivery ${id}`);
}

function paragraph(text: string): JiraBlock {
  return { kind: 'paragraph', text };
}
