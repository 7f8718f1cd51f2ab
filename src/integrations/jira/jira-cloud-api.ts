import type { Version3Client } from 'jira.js/version3';
import { adfOf } from './adf';
import { ANSWERS, jqlOf, STATUS_FIELDS, type KnownIssue } from './jira-api';
import { answerOf, jiraConnection } from './jira-connection';
import { JiraRestApi, LOOKED_AT } from './jira-rest-api';
import type { JiraBlock } from './jira.message';

/** Jira Cloud, REST API version 3: texts are documents. */
export class JiraCloudApi extends JiraRestApi<Version3Client, ReturnType<typeof adfOf>> {
  async search(label: string, days: number): Promise<KnownIssue[]> {
    const { issueSearch } = await this.connected();
    const jql = jqlOf(this.settings.project, label, days, 'statusCategoryChangedDate');
    const call = issueSearch.searchForIssuesUsingJqlEnhancedSearchPost({
      jql,
      fields: STATUS_FIELDS,
      maxResults: LOOKED_AT,
    });
    return answerOf(call, ANSWERS.found);
  }

  protected async connect(): Promise<Version3Client> {
    const { Version3Client: Client } = await import('jira.js/version3');
    return new Client(jiraConnection(this.settings));
  }

  protected textOf(blocks: readonly JiraBlock[]): ReturnType<typeof adfOf> {
    return adfOf(blocks);
  }
}
