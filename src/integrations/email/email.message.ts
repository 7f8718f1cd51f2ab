import type { AlertMessage, DigestMessage, Message } from '../../core/alert';
import { alertView, type AlertView } from '../alert-view';
import { digestView, type DigestView } from '../digest-view';
import { namedLinks } from '../named-links';
import { cutText } from '../plain-text';

const SUBJECT_LENGTH = 160;
const COLOURS = { firing: '#b3261e', warning: '#8a5a00', resolved: '#1b6e3c', test: '#4a5568' } as const;
const CODE = 'font-family:Consolas,Menlo,monospace;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere';

/** What the mail says; who it is from and to stands elsewhere. */
export interface EmailMessage {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Links = ReturnType<typeof namedLinks>;

export function emailMessage(message: Message): EmailMessage {
  return message.kind === 'digest' ? digestMail(message) : alertMail(message);
}

function alertMail(message: AlertMessage): EmailMessage {
  const { event, alert } = message;
  const links = namedLinks(message);
  const view = alertView(message);
  const subject = `[${view.state}] Severity ${String(alert.severity)}: ${view.title}: ${view.template}`;
  const severe = alert.triage === 'incident' ? COLOURS.firing : COLOURS.warning;
  const colour = event === 'resolved' || event === 'test' ? COLOURS[event] : severe;
  return {
    subject: cutText(subject, SUBJECT_LENGTH),
    text: alertText(view, links),
    html: alertHtml(view, colour, links),
  };
}

function digestMail(message: DigestMessage): EmailMessage {
  const view = digestView(message);
  const links = namedLinks(message);
  return {
    subject: cutText(`[Digest] ${view.title}`, SUBJECT_LENGTH),
    text: digestText(view, links),
    html: digestHtml(view, links),
  };
}

function alertText({ state, title, template, facts, suggestion, samples, reference }: AlertView, links: Links): string {
  return paragraphs(
    `${state}: ${title}\n${template}`,
    facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    suggestion === null ? null : `Suggestion: ${suggestion}`,
    ...samples.map(({ time, text }) => `${time}\n${indented(text)}`),
    ...linksText(links),
    reference,
  );
}

function alertHtml(
  { state, title, template, facts, suggestion, samples, reference }: AlertView,
  colour: string,
  links: Links,
): string {
  return page(
    `<h2 style="margin:0 0 4px;color:${colour}">${escaped(`${state}: ${title}`)}</h2>`,
    `<p style="margin:0 0 16px;${CODE}">${escaped(template)}</p>`,
    table(facts),
    suggestion === null ? null : `<p><b>Suggestion:</b> ${escaped(suggestion)}</p>`,
    ...samples.map(
      ({ time, text }) =>
        `<p style="margin:16px 0 0;color:#666">${time}</p>\n<pre style="margin:0;padding:8px;background:#f4f4f4;${CODE}">${escaped(text)}</pre>`,
    ),
    linksHtml(links),
    `<p style="color:#666;font-size:12px">${escaped(reference)}</p>`,
  );
}

function digestText({ title, reason, period, categories, top, rest }: DigestView, links: Links): string {
  return paragraphs(
    `Digest: ${title}\nOne message because ${reason}.\n${period}`,
    categories.map(([name, logs]) => `${name}: ${logs}`).join('\n'),
    ...top.map((entry) => `${entry.title}\n${indented(entry.template)}`),
    rest,
    ...linksText(links),
  );
}

function digestHtml({ title, reason, period, categories, top, rest }: DigestView, links: Links): string {
  return page(
    `<h2 style="margin:0 0 4px;color:${COLOURS.warning}">${escaped(`Digest: ${title}`)}</h2>`,
    `<p style="margin:0 0 16px">One message because ${escaped(reason)}.<br>${period}</p>`,
    table(categories),
    ...top.map(
      (entry) =>
        `<p style="margin:16px 0 0">${escaped(entry.title)}<br><span style="${CODE}">${escaped(entry.template)}</span></p>`,
    ),
    rest === null ? null : `<p>${rest}</p>`,
    linksHtml(links),
  );
}

function paragraphs(...all: readonly (string | null)[]): string {
  return `${all.filter((text) => text !== null && text !== '').join('\n\n')}\n`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}

function page(...parts: readonly (string | null)[]): string {
  const body = parts.filter((part) => part !== null).join('\n');
  return `<!doctype html>\n<html lang="en">\n<body style="font-family:Arial,Helvetica,sans-serif;font-size:14px;color:#222">\n${body}\n</body>\n</html>\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th style="text-align:left;padding:2px 16px 2px 0">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse">\n${cells.join('\n')}\n</table>`;
}

function linksText(links: Links): string[] {
  return links.map(([name, url]) => `${name}: ${url}`);
}

function linksHtml(links: Links): string | null {
  const anchors = links.map(([name, url]) => `<a href="${escaped(url)}">${name}</a>`);
  return anchors.length === 0 ? null : `<p>${anchors.join(' · ')}</p>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
