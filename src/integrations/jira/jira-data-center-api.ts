import type { Version2Client } from 'jira.js/version2';
import { z } from 'zod';
import { CallError } from '../call-error';
import { wikiOf } from './wiki-markup';
import { ANSWERS, holds, jqlOf, STATUS_FIELDS, type JiraApi, type JiraSettings, type KnownIssue } from './jira-api';
import type { NewIssue, Transition } from './jira-api';
import { answerOf, jiraConnection, rethrown } from './jira-connection';
import type { JiraBlock } from './jira.message';

const LOOKED_AT = 20;

/** Jira Data Center and Server, REST API version 2. */
export class JiraDataCenterApi implements JiraApi {
  private client: Promise<Version2Client> | null = null;

  constructor(private readonly settings: JiraSettings) {}

  async search(label: string, days: number): Promise<KnownIssue[]> {
    const client = await this.connected();
    const jql = jqlOf(this.settings.project, label, days, 'resolved');
    // jira.js knows only the search of Jira Cloud well, which Data Center does not have.
    const data = { jql, fields: STATUS_FIELDS, maxResults: LOOKED_AT };
    const call = client.sendRequestFullResponse<unknown>({ url: '/rest/api/2/search', method: 'POST', data });
    return answerOf(
      call.then((response) => response.data),
      ANSWERS.found,
    );
  }

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
      description: wikiOf(description),
      labels: [...labels],
      ...(priority === null ? {} : { priority: { name: priority } }),
    };
    return answerOf(issues.createIssue({ fields }), ANSWERS.created);
  }

  async comment(key: string, blocks: readonly JiraBlock[]): Promise<void> {
    const { issueComments } = await this.connected();
    await answerOf(issueComments.addComment({ issueIdOrKey: key, comment: wikiOf(blocks) }), ANSWERS.commented);
  }

  async mentions(key: string, text: string): Promise<boolean> {
    const { issues, issueComments } = await this.connected();
    const issue = await answerOf(issues.getIssue({ issueIdOrKey: key, fields: ['description'] }), z.unknown());
    if (holds(issue, text)) return true;
    const newest = { issueIdOrKey: key, orderBy: '-created', maxResults: LOOKED_AT };
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
  private connected(): Promise<Version2Client> {
    this.client ??= import('jira.js/version2').then(
      ({ Version2Client: Client }) => new Client(jiraConnection(this.settings)),
    );
    return this.client;
  }
}
