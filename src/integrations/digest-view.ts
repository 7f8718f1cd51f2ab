import type { DigestMessage } from '../core/alert';
import { countOf, timeOf, titleOf } from './alert-view';
import { plainLine } from './plain-text';

const REASON_LENGTH = 200;
const TEMPLATE_LENGTH = 120;
const CATEGORY_LENGTH = 40;
const CATEGORIES = 10;

/** A digest as all channels tell it: plain texts, still to be escaped for the place they go to. */
export interface DigestView {
  readonly title: string;
  readonly reason: string;
  readonly period: string;
  /** Logs by category, most first, at most ten. */
  readonly categories: readonly (readonly [name: string, logs: string])[];
  readonly top: readonly { readonly title: string; readonly template: string }[];
  /** The alerts that the list leaves out; null when it is complete. */
  readonly rest: string | null;
}

export function digestView(message: DigestMessage): DigestView {
  const left = message.alerts - message.top.length;
  return {
    title: `${countOf(message.alerts, 'alert')}, ${countOf(message.logs, 'log')}`,
    reason: plainLine(message.reason, REASON_LENGTH),
    period: `${timeOf(message.from)} to ${timeOf(message.to)}`,
    categories: Object.entries(message.byCategory)
      .sort(([, a], [, b]) => b - a)
      .slice(0, CATEGORIES)
      .map(([name, logs]) => [plainLine(name, CATEGORY_LENGTH), logs.toLocaleString('en-US')]),
    top: message.top.map((alert) => ({
      title: `${String(alert.severity)} · ${titleOf(alert)} · ${countOf(alert.count, 'log')}`,
      template: plainLine(alert.template, TEMPLATE_LENGTH),
    })),
    rest: left > 0 ? `and ${countOf(left, 'more alert')}` : null,
  };
}
