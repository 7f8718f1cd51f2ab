import { JiraChannel } from '../../src/integrations/jira/jira.channel';
import { JIRA_EMAIL, JIRA_TOKEN, JiraDouble } from '../support/doubles/jira-double';
import { digest, messageOf } from './messages';

const DAY = 86_400_000;
const FINGERPRINT = messageOf('firing').alert.fingerprint;

let jira: JiraDouble;
let channel: JiraChannel;

async function use(kind: 'cloud' | 'data-center'): Promise<void> {
  jira = await new JiraDouble(kind).listen();
  channel = new JiraChannel({
    server: jira.url,
    email: kind === 'cloud' ? JIRA_EMAIL : '',
    token: JIRA_TOKEN,
    project: 'OPS',
    issueType: 'Task',
    reopenDays: 7,
  });
}

afterEach(() => jira.close());

function creations(): number {
  return jira.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/issue')).length;
}

describe.each(['cloud', 'data-center'] as const)('Jira (%s)', (kind) => {
  beforeEach(() => use(kind));

  it('has one issue for an alert, with comments, closed when it ends', async () => {
    const first = await channel.send(messageOf('firing'), null, 'nothing');
    expect(first).toEqual({ kind: 'delivered', externalId: 'OPS-1', memory: { key: 'OPS-1' } });
    expect(jira.last!.fields).toMatchObject({
      summary: 'Critical Error in raid: md0: Disk failure on <ID>, disabling device',
      labels: ['logsieve', `logsieve-${FINGERPRINT}`],
      priority: { name: 'Highest' },
    });
    for (const event of ['repeat', 'escalation', 'resolved'] as const) {
      const next = await channel.send(messageOf(event), { key: 'OPS-1' }, 'nothing');
      expect(next).toMatchObject({ kind: 'delivered', externalId: 'OPS-1' });
    }
    expect(jira.issues).toHaveLength(1);
    expect(jira.last!.comments.map(({ body }) => JSON.stringify(body))).toEqual([
      expect.stringContaining('Still firing: 3 logs') as string,
      expect.stringContaining('Nobody has acknowledged') as string,
      expect.stringContaining('Resolved: 3 logs') as string,
    ]);
    expect(jira.last!.category).toBe('done');
  });

  it('takes an open issue with the label for its own', async () => {
    await channel.send(messageOf('firing'), null, 'nothing');
    const outcome = await channel.send(messageOf('firing'), null, 'nothing');
    expect(outcome).toMatchObject({ kind: 'delivered', memory: { key: 'OPS-1' } });
    expect(jira.issues).toHaveLength(1);
    expect(jira.last!.comments).toHaveLength(1);
  });

  it('reopens an issue that was closed a few days ago, and leaves an older one alone', async () => {
    await channel.send(messageOf('firing'), null, 'nothing');
    await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing');
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ memory: { key: 'OPS-1' } });
    expect(jira.last!.category).toBe('new');

    Object.assign(jira.last!, { category: 'done', doneAt: Date.now() - 8 * DAY });
    expect(await channel.send(messageOf('repeat'), { key: 'OPS-1' }, 'nothing')).toMatchObject({
      memory: { key: 'OPS-2' },
    });
    expect(jira.issues).toHaveLength(2);
  });

  it('makes another issue when somebody has deleted the one it knew', async () => {
    expect(await channel.send(messageOf('repeat'), { key: 'OPS-9' }, 'nothing')).toMatchObject({
      memory: { key: 'OPS-1' },
    });
  });

  it('says nothing of the end of what it has not spoken of', async () => {
    const outcome = await channel.send(messageOf('resolved'), null, 'nothing');
    expect(outcome).toEqual({ kind: 'delivered', externalId: null, memory: null });
    expect(jira.issues).toHaveLength(0);
  });

  it('has an issue of its own for a digest and a test', async () => {
    expect(await channel.send(digest(), null, 'nothing')).toMatchObject({ externalId: 'OPS-1', memory: null });
    expect(jira.last!.fields.summary).toBe('Digest: 37 alerts, 50,000 logs');
    await channel.send(messageOf('test'), { key: 'OPS-7' }, 'nothing');
    expect(jira.last!.fields.summary).toMatch(/^\[Test] /);
    expect(jira.last!.fields.labels).not.toContain(`logsieve-${FINGERPRINT}`);
  });

  it('makes one issue when the answer to the first try is lost', async () => {
    jira.indexDelayMs = 60_000;
    jira.next(/\/issue$/, 'dropAfter');
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
    // The dispatcher waits for two minutes.
    jira.clock = () => Date.now() + 120_000;
    expect(await channel.send(messageOf('firing'), null, 'ambiguous')).toMatchObject({ memory: { key: 'OPS-1' } });
    expect(jira.issues).toHaveLength(1);
    expect(jira.last!.comments).toHaveLength(0);
    expect(creations()).toBe(1);
  });

  it('makes it again when the first try had not arrived', async () => {
    jira.next(/\/issue$/, 'drop');
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
    expect(await channel.send(messageOf('firing'), null, 'ambiguous')).toMatchObject({ memory: { key: 'OPS-1' } });
    expect(jira.issues).toHaveLength(1);
  });

  it('makes one digest when the answer is lost', async () => {
    jira.next(/\/issue$/, 'dropAfter');
    expect(await channel.send(digest(), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
    expect(await channel.send(digest(), null, 'ambiguous')).toMatchObject({ externalId: 'OPS-1' });
    expect(jira.issues).toHaveLength(1);
  });

  it.each(['drop', 'dropAfter'] as const)('comments once when the answer is lost (%s)', async (fault) => {
    await channel.send(messageOf('firing'), null, 'nothing');
    jira.next(/\/comment$/, fault);
    expect(await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing')).toMatchObject({ kind: 'ambiguous' });
    const again = await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'ambiguous');
    expect(again).toMatchObject({ kind: 'delivered', externalId: 'OPS-1' });
    expect(jira.last!.comments).toHaveLength(1);
    expect(jira.last!.category).toBe('done');
  });

  it('moves again when the answer to a transition is lost', async () => {
    await channel.send(messageOf('firing'), null, 'nothing');
    const choice = jira.requests.length;
    jira.next(/\/transitions$/, { status: 200, body: transitionTo('31', 'done') }, 'dropAfter');
    expect(await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing')).toMatchObject({ kind: 'retry' });
    expect(jira.last!.category).toBe('done');
    expect(await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(jira.requests.slice(choice).filter(({ path }) => path.endsWith('/transitions'))).toHaveLength(2);
    expect(jira.last!.comments).toHaveLength(1);
  });

  it('tells people in the issue when its workflow has no way to close it', async () => {
    await channel.send(messageOf('firing'), null, 'nothing');
    jira.transitions = [];
    expect(await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(JSON.stringify(jira.last!.comments)).toContain('no way to have it closed');
  });

  it('tells people in the issue when Jira does not let it be closed', async () => {
    await channel.send(messageOf('firing'), null, 'nothing');
    jira.next(/\/transitions$/, { status: 200, body: transitionTo('99', 'done') });
    expect(await channel.send(messageOf('resolved'), { key: 'OPS-1' }, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(JSON.stringify(jira.last!.comments)).toContain('could not be closed');
  });

  it('does without the priority where the project has none', async () => {
    jira.hasPriorities = false;
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'delivered' });
    expect(jira.issues).toHaveLength(1);
    expect(jira.last!.fields.priority).toBeUndefined();
  });
});

describe('when Jira refuses', () => {
  beforeEach(() => use('cloud'));

  it.each([
    [429, 'retry', 12_000],
    [503, 'retry', 12_000],
    [500, 'retry', 12_000],
  ])('waits after %i', async (status, kind, afterMs) => {
    jira.next(/\/issue$/, { status, headers: { 'retry-after': '12' } });
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind, afterMs });
    expect(jira.issues).toHaveLength(0);
  });

  it('gives Jira’s own words for what will never work', async () => {
    jira.next(/\/issue$/, {
      status: 400,
      body: { errorMessages: [], errors: { project: 'valid project is required' } },
    });
    expect(await channel.send(messageOf('firing'), null, 'nothing')).toEqual({
      kind: 'dead',
      reason: `${channel.target} answers HTTP 400: project: valid project is required`,
    });
  });

  it('does not show a token that it refuses', async () => {
    jira.next(/\/search/, { status: 401, body: { errorMessages: [`Bad token ${JIRA_TOKEN}`] } });
    const outcome = await channel.send(messageOf('firing'), null, 'nothing');
    expect(outcome).toMatchObject({ kind: 'dead' });
    expect(JSON.stringify(outcome)).not.toContain(JIRA_TOKEN);
  });

  it.each(['breakOff', { status: 200, body: '<html>' }, { status: 200, body: [] }] as const)(
    'takes no other answer for one of Jira’s',
    async (fault) => {
      jira.next(/\/issue$/, fault);
      expect(await channel.send(messageOf('firing'), null, 'nothing')).toMatchObject({ kind: 'ambiguous' });
    },
  );
});

function transitionTo(id: string, key: string): object {
  return { transitions: [{ id, name: 'Odd', to: { statusCategory: { key } } }] };
}
