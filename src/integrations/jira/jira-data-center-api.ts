import type { Version2Client } from 'jira.js/version2';
import { ANSWERS, jqlOf, STATUS_FIELDS, type KnownIssue } from './jira-api';
import { answerOf, jiraConnection } from './jira-connection';
import { JiraRestApi, LOOKED_AT } from './jira-rest-api';
import type { JiraBlock } from './jira.message';
import { wikiOf } from './wiki-markup';

/** Jira Data Center and Server, REST API version 2: texts are wiki markup. */
export class JiraDataCenterApi extends JiraRestApi<Version2Client, string> {
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

  protected async connect(): Promise<Version2Client> {
    const { Version2Client: Client } = await import('jira.js/version2');
    return new Client(jiraConnection(this.settings));
  }

  protected textOf(blocks: readonly JiraBlock[]): string {
    return wikiOf(blocks);
  }
}
