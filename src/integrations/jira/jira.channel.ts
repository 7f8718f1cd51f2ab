import type { AlertMessage, Channel, ChannelMemory, DeliveryOutcome, Message } from '../../core/alert';
import { isObject } from '../../core/json';
import { CallError, outcomeOf } from '../call-error';
import { parsedJson } from '../http-refusal';
import type { JiraApi, JiraSettings, KnownIssue } from './jira-api';
import { JiraCloudApi } from './jira-cloud-api';
import { JiraDataCenterApi } from './jira-data-center-api';
import { jiraComment, jiraIssue, type JiraBlock } from './jira.message';

const DAY_MS = 24 * 60 * 60_000;
/** Names of the priorities that Jira comes with, by the least severity for each. */
const PRIORITIES: readonly (readonly [severity: number, name: string])[] = [
  [9, 'Highest'],
  [7, 'High'],
  [4, 'Medium'],
  [0, 'Low'],
];

/**
 * Keeps one issue for each kind of trouble. Which one it is we remember ourselves: the search of Jira finds an issue
 * only some time after it was made, so it is asked only about issues of which we know nothing.
 */
export class JiraChannel implements Channel {
  readonly name = 'jira';
  readonly target: string;
  private readonly api: JiraApi;

  /** @param settings `reopenDays`: an issue that was done for longer is left alone, and a new one made. */
  constructor(private readonly settings: JiraSettings & { readonly reopenDays: number }) {
    this.target = new URL(settings.server).host;
    this.api = settings.email === '' ? new JiraDataCenterApi(settings) : new JiraCloudApi(settings);
  }

  send(message: Message, memory: ChannelMemory, after: 'nothing' | 'ambiguous'): Promise<DeliveryOutcome> {
    return outcomeOf(async () => {
      if (message.kind === 'digest' || message.event === 'test') return this.aside(message, memory, after);
      const issue = (await this.remembered(memory)) ?? (await this.found(labelOf(message.alert.fingerprint)));
      if (issue !== null) return this.followUp(issue, message, after);
      // Nobody is told of the end of what they have not heard of.
      if (message.event === 'resolved') return { kind: 'delivered', externalId: null, memory };
      return delivered(await this.create(message, ['logsieve', labelOf(message.alert.fingerprint)]));
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** An issue of its own, that no other message belongs to. */
  private async aside(
    message: Message,
    memory: ChannelMemory,
    after: 'nothing' | 'ambiguous',
  ): Promise<DeliveryOutcome> {
    const label = labelOf(message.id.replaceAll('-', ''));
    const lost = after === 'ambiguous' ? await this.found(label) : null;
    const kind = message.kind === 'digest' ? 'logsieve-digest' : 'logsieve-test';
    const externalId = lost?.key ?? (await this.create(message, ['logsieve', kind, label]));
    return { kind: 'delivered', externalId, memory };
  }

  /** The issue of the messages before; null when it is gone, or done for too long. */
  private async remembered(memory: ChannelMemory): Promise<KnownIssue | null> {
    const key = isObject(memory) ? memory['key'] : null;
    const issue = typeof key === 'string' ? await this.api.issue(key) : null;
    if (issue?.doneAt == null) return issue;
    return Date.now() - issue.doneAt < this.settings.reopenDays * DAY_MS ? issue : null;
  }

  private async found(label: string): Promise<KnownIssue | null> {
    const issues = await this.api.search(label, this.settings.reopenDays);
    return issues.find(({ done }) => !done) ?? issues[0] ?? null;
  }

  private async create(message: Message, labels: readonly string[]): Promise<string> {
    const issue = { ...jiraIssue(message), labels };
    const severity = message.kind === 'alert' ? message.alert.severity : 0;
    const priority = PRIORITIES.find(([least]) => severity >= least)?.[1] ?? null;
    try {
      return await this.api.create({ ...issue, priority });
    } catch (error) {
      if (!refusesPriority(error)) throw error;
      return this.api.create({ ...issue, priority: null });
    }
  }

  /** Moves first and comments last: moving twice does no harm. */
  private async followUp(
    issue: KnownIssue,
    message: AlertMessage,
    after: 'nothing' | 'ambiguous',
  ): Promise<DeliveryOutcome> {
    const { key, done } = issue;
    const resolved = message.event === 'resolved';
    const trouble = resolved === done ? null : await this.move(key, resolved);
    if (after === 'nothing' || !(await this.api.mentions(key, message.id))) {
      const note: JiraBlock[] = trouble === null ? [] : [{ kind: 'paragraph', text: trouble }];
      await this.api.comment(key, [...note, ...jiraComment(message)]);
    }
    return delivered(key);
  }

  /**
   * Moves an issue to a status that is done, or back to one that is not.
   * @returns why it could not, for people to do it
   */
  private async move(key: string, done: boolean): Promise<string | null> {
    const transitions = await this.api.transitions(key);
    const way = done
      ? transitions.find(({ to }) => to === 'done')
      : (transitions.find(({ to }) => to === 'new') ?? transitions.find(({ to }) => to === 'indeterminate'));
    const wanted = done ? 'closed' : 'reopened';
    if (way === undefined) return `The workflow of this issue offers no way to have it ${wanted}.`;
    try {
      await this.api.transition(key, way.id);
      return null;
    } catch (error) {
      if (!(error instanceof CallError) || error.outcome.kind !== 'dead') throw error;
      return `This issue could not be ${wanted}: ${error.outcome.reason}`;
    }
  }
}

function labelOf(id: string): string {
  return `logsieve-${id}`;
}

function delivered(key: string): DeliveryOutcome {
  return { kind: 'delivered', externalId: key, memory: { key } };
}

/** Projects without the field, or with other names in it, answer 400 and name it. */
function refusesPriority(error: unknown): boolean {
  if (!(error instanceof CallError) || !error.hasStatus(400)) return false;
  const body = parsedJson(error.answer?.body ?? '');
  return isObject(body) && isObject(body['errors']) && 'priority' in body['errors'];
}
