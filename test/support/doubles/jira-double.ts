import { HttpDouble, type DoubleAnswer, type DoubleRequest } from './http-double';

export const JIRA_EMAIL = 'bot@example.com';
export const JIRA_TOKEN = 'ATATT3xFfGF0-double';
const PROJECT = 'OPS';

type Category = 'new' | 'indeterminate' | 'done';

interface Fields {
  readonly summary?: string;
  readonly description?: unknown;
  readonly labels?: string[];
  readonly project?: { key?: string };
  readonly issuetype?: { name?: string };
  readonly priority?: { name?: string };
}

export interface JiraDoubleIssue {
  readonly key: string;
  readonly fields: Fields;
  category: Category;
  doneAt: number | null;
  readonly comments: { readonly id: string; readonly body: unknown }[];
  /** From then on the search knows of it. */
  readonly indexedAt: number;
}

const TRANSITIONS: readonly (readonly [id: string, name: string, to: Category])[] = [
  ['11', 'To Do', 'new'],
  ['21', 'In Progress', 'indeterminate'],
  ['31', 'Done', 'done'],
];

/**
 * Jira with one project, Cloud (version 3 with its document format, `/search/jql`) or Data Center (version 2 with texts,
 * `/search`). The search sees a new issue only after a while, as the real one does.
 */
export class JiraDouble extends HttpDouble {
  readonly issues: JiraDoubleIssue[] = [];
  clock: () => number = Date.now;
  indexDelayMs = 0;
  hasPriorities = true;
  transitions = TRANSITIONS;

  constructor(private readonly kind: 'cloud' | 'data-center') {
    super();
  }

  get last(): JiraDoubleIssue | undefined {
    return this.issues.at(-1);
  }

  protected answer({ method, path, headers, body }: DoubleRequest): DoubleAnswer {
    const cloud = this.kind === 'cloud';
    const expected = cloud
      ? `Basic ${Buffer.from(`${JIRA_EMAIL}:${JIRA_TOKEN}`).toString('base64')}`
      : `Bearer ${JIRA_TOKEN}`;
    if (headers.authorization !== expected) {
      return problem(401, 'Client must be authenticated to access this resource.');
    }
    const root = cloud ? '/rest/api/3' : '/rest/api/2';
    const { pathname } = new URL(path, this.url);
    const given: unknown = body === '' ? {} : JSON.parse(body);
    const call = `${method} ${pathname.slice(root.length)}`;
    if (!pathname.startsWith(root)) return problem(404, 'No such API.');
    if (call === (cloud ? 'POST /search/jql' : 'POST /search')) return this.search(given as { jql: string });
    if (call === 'POST /issue') return this.create((given as { fields: Fields }).fields);
    const [, key, what = ''] = /^\w+ \/issue\/([^/]+)(?:\/(\w+))?$/.exec(call) ?? [];
    const issue = this.issues.find((known) => known.key === key);
    if (issue === undefined) return problem(404, 'Issue does not exist or you do not have permission to see it.');
    return this.onIssue(issue, `${method} ${what}`, given);
  }

  private onIssue(issue: JiraDoubleIssue, call: string, given: unknown): DoubleAnswer {
    switch (call) {
      case 'GET ':
        return { status: 200, body: shown(issue) };
      case 'GET comment':
        return { status: 200, body: { comments: [...issue.comments].reverse() } };
      case 'POST comment':
        return this.comment(issue, (given as { body?: unknown }).body);
      case 'GET transitions': {
        const all = this.transitions.map(([id, name, to]) => ({ id, name, to: { statusCategory: { key: to } } }));
        return { status: 200, body: { transitions: all } };
      }
      case 'POST transitions':
        return this.move(issue, (given as { transition: { id: string } }).transition.id);
      default:
        return problem(405, 'Method not allowed.');
    }
  }

  private search({ jql }: { readonly jql: string }): DoubleAnswer {
    const since = this.kind === 'cloud' ? 'statusCategoryChangedDate' : 'resolved';
    const form = new RegExp(
      `^project = "(\\w+)" AND labels = "([\\w-]+)" AND (?:statusCategory != Done|\\(statusCategory != Done OR ${since} >= -(\\d+)d\\)) ORDER BY created DESC$`,
    );
    const [, project, label = '', days = '0'] = form.exec(jql) ?? [];
    if (project === undefined) return problem(400, `Error in the JQL Query: ${jql}`);
    const found = this.issues.filter(
      ({ fields, doneAt, indexedAt }) =>
        project === PROJECT &&
        indexedAt <= this.clock() &&
        fields.labels?.includes(label) === true &&
        (doneAt === null || this.clock() - doneAt <= Number(days) * 86_400_000),
    );
    return { status: 200, body: { issues: found.reverse().map(shown) } };
  }

  private create(fields: Fields): DoubleAnswer {
    const errors: Record<string, string> = {};
    const { summary = '', project, issuetype, labels = [], description, priority } = fields;
    if (summary === '' || /[\r\n]/.test(summary)) errors['summary'] = 'The summary is invalid.';
    if (summary.length > 255) errors['summary'] = 'Summary must be less than 255 characters.';
    if (project?.key !== PROJECT) errors['project'] = 'valid project is required';
    if (issuetype?.name !== 'Task') errors['issuetype'] = 'Specify a valid issue type';
    if (labels.some((label) => /\s/.test(label) || label.length > 255)) errors['labels'] = 'A label is invalid.';
    if (!this.isContent(description)) errors['description'] = 'Operation value must be an Atlassian Document';
    if (priority !== undefined && !this.hasPriorities) {
      errors['priority'] = "Field 'priority' cannot be set. It is not on the appropriate screen, or unknown.";
    }
    if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
    const key = `${PROJECT}-${String(this.issues.length + 1)}`;
    const indexedAt = this.clock() + this.indexDelayMs;
    this.issues.push({ key, fields, category: 'new', doneAt: null, comments: [], indexedAt });
    return { status: 201, body: { id: '10000', key, self: `${this.url}/rest/api/3/issue/10000` } };
  }

  private comment(issue: JiraDoubleIssue, body: unknown): DoubleAnswer {
    if (!this.isContent(body)) return problem(400, 'Comment body is not valid!');
    const id = String(20_000 + issue.comments.length);
    issue.comments.push({ id, body });
    return { status: 201, body: { id, body } };
  }

  private move(issue: JiraDoubleIssue, id: string): DoubleAnswer {
    const to = this.transitions.find(([known]) => known === id)?.[2];
    if (to === undefined) return problem(400, `It seems that you have tried to perform an illegal operation: ${id}`);
    issue.category = to;
    issue.doneAt = to === 'done' ? this.clock() : null;
    return { status: 204 };
  }

  private isContent(content: unknown): boolean {
    return this.kind === 'cloud' ? isAdf(content) : typeof content === 'string' && content.length <= 32_767;
  }
}

/** The rules of the document format that Jira is strict about. */
function isAdf(content: unknown): boolean {
  const { type, version, content: nodes } = content as { type?: string; version?: number; content?: AdfNode[] };
  return type === 'doc' && version === 1 && Array.isArray(nodes) && nodes.every(isSoundNode);
}

interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly { readonly type: string; readonly attrs?: { readonly href?: string } }[];
  readonly content?: readonly AdfNode[];
}

function isSoundNode({ type, text, marks = [], content = [] }: AdfNode): boolean {
  if (type === 'text')
    return typeof text === 'string' && text !== '' && marks.every(({ type: m }) => /^(strong|link)$/.test(m));
  if (!['paragraph', 'codeBlock', 'bulletList', 'listItem'].includes(type)) return false;
  if ((type === 'bulletList' || type === 'listItem') && content.length === 0) return false;
  if (type === 'codeBlock' && content.some((node) => node.marks !== undefined)) return false;
  return content.every(isSoundNode);
}

function shown({ key, fields, category, doneAt }: JiraDoubleIssue): object {
  const since = doneAt === null ? null : new Date(doneAt).toISOString();
  const status = { name: category, statusCategory: { key: category } };
  return { id: key, key, fields: { ...fields, status, statuscategorychangedate: since, resolutiondate: since } };
}

function problem(status: number, message: string): DoubleAnswer {
  return { status, body: { errorMessages: [message], errors: {} } };
}
