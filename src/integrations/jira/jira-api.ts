import { z } from 'zod';
import type { JiraBlock, JiraIssue } from './jira.message';

/** An issue as far as it matters here. */
export interface KnownIssue {
  readonly key: string;
  /** Its status is in the category Done. */
  readonly done: boolean;
  /** Epoch milliseconds; null while it is open, and when Jira does not say. */
  readonly doneAt: number | null;
}

export interface NewIssue extends JiraIssue {
  readonly labels: readonly string[];
  /** Null leaves it to the project. */
  readonly priority: string | null;
}

export interface Transition {
  readonly id: string;
  /** Category of the status it leads to. */
  readonly to: 'new' | 'indeterminate' | 'done' | 'undefined';
}

/** The calls of Jira that are needed; every failure is a {@link CallError}. */
export interface JiraApi {
  /** Issues of the project with the label, newest first: open ones, and those done less than `days` ago. */
  search(label: string, days: number): Promise<KnownIssue[]>;
  /** Null when there is no such issue any more. */
  issue(key: string): Promise<KnownIssue | null>;
  /** @returns the key */
  create(issue: NewIssue): Promise<string>;
  comment(key: string, blocks: readonly JiraBlock[]): Promise<void>;
  /** Whether the description or one of the last comments holds the text. */
  mentions(key: string, text: string): Promise<boolean>;
  transitions(key: string): Promise<Transition[]>;
  transition(key: string, id: string): Promise<void>;
}

export interface JiraSettings {
  /** Root of the installation, with its path if it has one. */
  readonly server: string;
  /** Empty for Data Center: then `token` is a personal access token. */
  readonly email: string;
  readonly token: string;
  readonly project: string;
  readonly issueType: string;
}

const Category = z.enum(['new', 'indeterminate', 'done', 'undefined']).catch('undefined');
const Issue = z
  .object({
    key: z.string(),
    fields: z.object({
      status: z.object({ statusCategory: z.object({ key: Category }) }),
      statuscategorychangedate: z.string().nullish(),
      resolutiondate: z.string().nullish(),
    }),
  })
  .transform(({ key, fields }): KnownIssue => {
    const done = fields.status.statusCategory.key === 'done';
    const doneAt = Date.parse(fields.statuscategorychangedate ?? fields.resolutiondate ?? '');
    return { key, done, doneAt: done && !Number.isNaN(doneAt) ? doneAt : null };
  });

/** What answers look like; everything else in them is passed over. */
export const ANSWERS = {
  issue: Issue,
  found: z.object({ issues: z.array(Issue) }).transform(({ issues }) => issues),
  created: z.object({ key: z.string() }).transform(({ key }) => key),
  commented: z.object({ id: z.string() }),
  transitions: z
    .object({
      transitions: z.array(z.object({ id: z.string(), to: z.object({ statusCategory: z.object({ key: Category }) }) })),
    })
    .transform(({ transitions }) => transitions.map(({ id, to }): Transition => ({ id, to: to.statusCategory.key }))),
};

/** The fields that {@link ANSWERS} reads. */
export const STATUS_FIELDS = ['status', 'statuscategorychangedate', 'resolutiondate'];

/** `since` is the name of the field that says when an issue was done. */
export function jqlOf(project: string, label: string, days: number, since: string): string {
  const open = days > 0 ? `(statusCategory != Done OR ${since} >= -${String(days)}d)` : 'statusCategory != Done';
  return `project = ${JSON.stringify(project)} AND labels = ${JSON.stringify(label)} AND ${open} ORDER BY created DESC`;
}

/** Ids are written with hyphens, which wiki markup escapes. */
export function holds(content: unknown, text: string): boolean {
  return JSON.stringify(content ?? null)
    .replaceAll('\\', '')
    .includes(text);
}
