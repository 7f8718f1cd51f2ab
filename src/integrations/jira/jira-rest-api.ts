import { z } from 'zod';
import { CallError } from '../call-error';
import { ANSWERS, holds, STATUS_FIELDS, type JiraApi, type JiraSettings, type KnownIssue } from './jira-api';
import type { NewIssue, Transition } from './jira-api';
import { answerOf, rethrown } from './jira-connection';
import type { JiraBlock } from './jira.message';

/** Issues that a search looks at, and comments that are looked through. */
export const LOOKED_AT = 20;

interface OfIssue {
  issueIdOrKey: string;
}

interface NewFields<Text> {
  project: { key: string };
  issuetype: { name: string };
  summary: string;
  description: Text;
  labels: string[];
  priority?: { name: string };
}

/** What both versions of the REST API have in common; `Text` is the form in which they take texts. */
export interface JiraCalls<Text> {
  readonly issues: {
    getIssue(call: OfIssue & { fields: string[] }): Promise<unknown>;
    createIssue(call: { fields: NewFields<Text> }): Promise<unknown>;
    getTransitions(call: OfIssue): Promise<unknown>;
    doTransition(call: OfIssue & { transition: { id: string } }): Promise<unknown>;
  };
  readonly issueComments: {
    addComment(call: OfIssue & { comment: Text }): Promise<unknown>;
    getComments(call: OfIssue & { orderBy: '-created'; maxResults: number }): Promise<unknown>;
  };
}

/** The calls that differ only in the form of texts. */
export abstract class JiraRestApi<Client extends JiraCalls<Text>, Text> implements JiraApi {
  private client: Promise<Client> | null = null;

  constructor(protected readonly settings: JiraSettings) {}

  abstract search(label: string, days: number): Promise<KnownIssue[]>;

  async issue(key: string): Promise<KnownIssue | null> {
    const { issues } = await this.connected();
    try {
      return await answerOf(issues.getIssue({ issueIdOrKey: key, fields: STATUS_FIELDS }), ANSWERS.issue);
    } catch (error) {
      if (error instanceof CallError && error.hasStatus(404)) return null;
      throw error;
    }
  }

  async create({ summary, description, labels, priority }: NewIssue): Promise<string> {
    const { issues } = await this.connected();
    const { project, issueType } = this.settings;
    const fields = {
      project: { key: project },
      issuetype: { name: issueType },
      summary,
      description: this.textOf(description),
      labels: [...labels],
      ...(priority === null ? {} : { priority: { name: priority } }),
    };
    return answerOf(issues.createIssue({ fields }), ANSWERS.created);
  }

  async comment(key: string, blocks: readonly JiraBlock[]): Promise<void> {
    const { issueComments } = await this.connected();
    await answerOf(issueComments.addComment({ issueIdOrKey: key, comment: this.textOf(blocks) }), ANSWERS.commented);
  }

  async mentions(key: string, text: string): Promise<boolean> {
    const { issues, issueComments } = await this.connected();
    const issue = await answerOf(issues.getIssue({ issueIdOrKey: key, fields: ['description'] }), z.unknown());
    if (holds(issue, text)) return true;
    const newest = { issueIdOrKey: key, orderBy: '-created', maxResults: LOOKED_AT } as const;
    return holds(await answerOf(issueComments.getComments(newest), z.unknown()), text);
  }

  async transitions(key: string): Promise<Transition[]> {
    const { issues } = await this.connected();
    return answerOf(issues.getTransitions({ issueIdOrKey: key }), ANSWERS.transitions);
  }

  async transition(key: string, id: string): Promise<void> {
    const { issues } = await this.connected();
    await issues.doTransition({ issueIdOrKey: key, transition: { id } }).catch(rethrown);
  }

  /** The library takes 30 MB of memory: nobody pays for it but those who send something to Jira. */
  protected connected(): Promise<Client> {
    this.client ??= this.connect();
    return this.client;
  }

  protected abstract connect(): Promise<Client>;
  protected abstract textOf(blocks: readonly JiraBlock[]): Text;
}
