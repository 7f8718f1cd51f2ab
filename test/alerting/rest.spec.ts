import type { z } from 'zod';
import { alertRuleSchema } from '../../src/alerting/rule-schema';
import {
  backtestSchema,
  newBacktestSchema,
  ruleListSchema,
  ruleRemovalSchema,
  ruleTrialSchema,
  ruleVersionsSchema,
  ruleViewSchema,
} from '../../src/dashboard/alerts/alert-rule-schemas';
import {
  alertPageSchema,
  newSilenceSchema,
  silenceListSchema,
  silencePreviewSchema,
  silenceSchema,
} from '../../src/dashboard/alerts/alert-schemas';
import { integrationListSchema } from '../../src/dashboard/alerts/integration-schemas';
import { WebhookDouble } from '../support/doubles/webhook-double';
import { eventually, postJson, requestJson, startTestServer, type TestServer } from '../support/server';

const FAILED = { source: 'raid', level: 'FATAL', message: 'kernel panic: disk 7 failed, data loss' };

let server: TestServer;
let runbook: WebhookDouble;

beforeAll(async () => {
  runbook = await new WebhookDouble().listen();
  server = await startTestServer({
    BERT_ENABLED: 'false',
    STORE_POLICY: 'all',
    ALERT_HOOKS: `restart=${runbook.url}/restart`,
    ALERT_HOOK_SECRET: 'made-up',
  });
});

afterAll(async () => {
  await server.stop();
  await runbook.close();
});

const get = (path: string): ReturnType<typeof requestJson> => requestJson(server.url + path);
const send = (method: string, path: string, body?: unknown): ReturnType<typeof requestJson> =>
  requestJson(server.url + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

describe('/alerts/rules', () => {
  const RULE = {
    id: 'raid',
    name: 'Disks of the array',
    when: { source: ['raid*'], keywords: { any: ['failed'] } },
    groupBy: ['source', 'template'],
    channels: ['slack'],
    groupWait: '0s',
    hook: { name: 'restart', dryRun: false },
  };

  it('lists those of the file, as people write them', async () => {
    const { rules } = ruleListSchema.parse((await get('/alerts/rules')).body);
    expect(rules.map(({ rule }) => rule['id'])).toEqual(expect.arrayContaining(['anomaly', 'incident', 'keywords']));
    for (const { rule, origin } of rules) {
      expect(alertRuleSchema.safeParse(rule)).toMatchObject({ success: true });
      expect(origin).toBe('file');
    }
    const { body } = await get('/alerts/rules/preventive');
    expect(ruleViewSchema.parse(body).rule).toMatchObject({ groupWait: '2m', repeatInterval: '1d' });
  });

  it('takes, changes and gives back rules', async () => {
    const made = await send('POST', '/alerts/rules?by=ana', RULE);
    expect(made).toMatchObject({ status: 201, body: { origin: 'api', version: 1, rule: { id: 'raid' } } });
    ruleViewSchema.parse(made.body);
    expect(await send('POST', '/alerts/rules', RULE)).toMatchObject({
      status: 409,
      body: { code: 'alert_rule_exists' },
    });
    const changed = await send('PUT', '/alerts/rules/raid', { ...RULE, name: 'Disks' });
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
    const { versions } = ruleVersionsSchema.parse((await get('/alerts/rules/raid/versions')).body);
    expect(versions.map(({ createdBy }) => createdBy)).toEqual(['api', 'ana']);
    await send('PUT', '/alerts/rules/raid', versions[1]?.rule);
    expect((await get('/alerts/rules/raid')).body).toMatchObject({ version: 3, rule: { name: RULE.name } });
  });

  it('can only override those of the file', async () => {
    const problem = await send('DELETE', '/alerts/rules/keywords');
    expect(problem).toMatchObject({ status: 409, body: { code: 'alert_rule_of_file' } });
    const { rule } = ruleViewSchema.parse((await get('/alerts/rules/keywords')).body);
    await send('PUT', '/alerts/rules/keywords', { ...rule, enabled: false });
    const removed = await send('DELETE', '/alerts/rules/keywords?by=ana');
    expect(ruleRemovalSchema.parse(removed.body).now).toMatchObject({ origin: 'file', rule: { enabled: true } });
    expect(await send('DELETE', '/alerts/rules/nothing')).toMatchObject({ status: 404 });
  });

  it.each([
    ['no rule', 'POST', '/alerts/rules', [], 400, 'bad_alert_rule'],
    ['an unknown channel', 'POST', '/alerts/rules', { ...RULE, id: 'x', channels: ['fax'] }, 400, 'bad_alert_rule'],
    ['an unknown hook', 'POST', '/alerts/rules', { ...RULE, id: 'x', hook: { name: 'rm' } }, 400, 'bad_alert_rule'],
    ['another id', 'PUT', '/alerts/rules/other', RULE, 400, 'other_alert_rule'],
    ['an unknown word in the query', 'POST', '/alerts/rules?who=ana', { ...RULE, id: 'x' }, 400, 'bad_query'],
    ['too many days', 'POST', '/alerts/rules/backtest', { rule: RULE, days: 31 }, 400, 'bad_backtest'],
    ['a backtest of nothing', 'POST', '/alerts/rules/backtest', { days: 3 }, 400, 'bad_backtest'],
    ['a log without a message', 'POST', '/alerts/rules/test', { source: 'raid' }, 400, 'missing_message'],
  ])('refuses %s', async (_what, method, path, body, status, code) => {
    expect(await send(method, path, body)).toMatchObject({ status, body: { code } });
  });

  it('says which rules match a log, and why the others do not', async () => {
    const { body } = await send('POST', '/alerts/rules/test', FAILED);
    const { rules, log } = ruleTrialSchema.parse(body);
    expect(log.triage).toBe('incident');
    const by = (id: string): unknown => rules.find((rule) => rule.id === id);
    expect(by('raid')).toMatchObject({
      matches: true,
      failing: [],
      group: { rule: 'raid', source: 'raid', template: log.template },
      channels: [],
      missing: ['slack'],
    });
    expect(by('incident')).toMatchObject({ matches: true, group: { category: log.category } });
    expect(by('preventive')).toMatchObject({ matches: false, failing: ['triage'], group: null, channels: [] });
    expect(by('keywords')).toMatchObject({ matches: false, failing: ['keywords.any'] });
    expect(((await get('/logs')).body as { logs: unknown[] }).logs).toEqual([]);
  });

  it('tells people, calls the hook, and finds the same in a backtest', async () => {
    const logs = [1, 2, 3].map((disk) => ({
      ...FAILED,
      message: `kernel panic: disk ${String(disk)} failed, data loss`,
    }));
    await postJson(`${server.url}/classify/batch`, { logs });
    const fired = await eventually(
      async () => alertPageSchema.parse((await get('/alerts?rule=raid')).body).alerts,
      ([alert]) => alert?.state === 'firing',
    );
    expect(fired).toMatchObject([{ count: 3, source: 'raid' }]);
    await eventually(
      () => Promise.resolve(runbook.requests.length),
      (calls) => calls === 1,
    );
    await eventually(
      async () => (await get(`/alerts/${fired[0]!.id}`)).body as { timeline: { kind: string }[] },
      ({ timeline }) => timeline.some(({ kind }) => kind === 'hook'),
    );
    const { body } = await send('POST', '/alerts/rules/backtest', { rule: RULE });
    const result = backtestSchema.parse(body);
    expect(result).toMatchObject({ looked: 3, matched: 3, groups: 1, alerts: 1, cut: null });
    expect(result.top).toMatchObject([{ source: 'raid', count: 3, template: fired[0]!.template, fires: true }]);
  });
});

describe('/alerts/silences', () => {
  const SILENCE = { matchers: [{ label: 'source', value: 'RAI*' }], createdBy: 'ana', comment: 'disk is on its way' };
  const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

  it('says first what it would keep quiet', async () => {
    const { status, body } = await send('POST', '/alerts/silences?preview=true', { ...SILENCE, endsAt: soon(60) });
    expect(status).toBe(200);
    const preview = silencePreviewSchema.parse(body);
    expect(preview.openAlerts.map(({ rule }) => rule.id)).toContain('raid');
    expect(preview.logsOfLastDay).toBe(3 * preview.alertsOfLastDay);
    const other = { ...SILENCE, matchers: [{ label: 'source', value: 'db' }], endsAt: soon(60) };
    expect((await send('POST', '/alerts/silences?preview=true', other)).body).toEqual({
      openAlerts: [],
      alertsOfLastDay: 0,
      logsOfLastDay: 0,
    });
    expect((await get('/alerts/silences')).body).toEqual({ silences: [] });
  });

  it('counts for a maintenance window what was seen in its hours', async () => {
    const hour = new Date().getUTCHours();
    const clock = (h: number): string => `${String((h + 24) % 24).padStart(2, '0')}:00`;
    const preview = async (from: string, to: string): Promise<z.output<typeof silencePreviewSchema>> => {
      const body = { ...SILENCE, schedule: { from, to } };
      return silencePreviewSchema.parse((await send('POST', '/alerts/silences?preview=true', body)).body);
    };
    expect((await preview(clock(hour - 2), clock(hour + 2))).alertsOfLastDay).toBeGreaterThan(0);
    expect((await preview(clock(hour + 3), clock(hour + 5))).alertsOfLastDay).toBe(0);
  });

  it('holds until it is ended', async () => {
    const made = await send('POST', '/alerts/silences', {
      ...SILENCE,
      schedule: { days: ['sun'], zone: 'Europe/Berlin' },
    });
    expect(made.status).toBe(201);
    const { id, endsAt, schedule } = silenceSchema.parse(made.body);
    expect({ endsAt, schedule }).toEqual({
      endsAt: null,
      schedule: { days: ['sun'], from: '00:00', to: '24:00', zone: 'Europe/Berlin' },
    });
    expect(silenceListSchema.parse((await get('/alerts/silences')).body).silences).toEqual([made.body]);
    expect(await send('DELETE', `/alerts/silences/${id}`)).toMatchObject({ status: 200, body: { ended: id } });
    expect(await send('DELETE', `/alerts/silences/${id}`)).toMatchObject({ status: 404 });
    expect((await get('/alerts/silences')).body).toEqual({ silences: [] });
  });

  it.each([
    ['without an end', { ...SILENCE }, /must have an end/],
    ['that is over', { ...SILENCE, endsAt: '2020-01-01T00:00:00Z' }, /endsAt: must be after startsAt/],
    ['that ends before it begins', { ...SILENCE, startsAt: soon(60), endsAt: soon(30) }, /must be after startsAt/],
    ['of everything', { ...SILENCE, matchers: [], endsAt: soon(60) }, /matchers/],
    ['by nobody', { ...SILENCE, createdBy: ' ', endsAt: soon(60) }, /createdBy: must say who/],
  ])('refuses one %s', async (_what, body, detail) => {
    const answer = await send('POST', '/alerts/silences', body);
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) as string } });
  });
});

describe('/integrations', () => {
  it('lists all channels, also those that are not set up', async () => {
    const { integrations } = integrationListSchema.parse((await get('/integrations')).body);
    expect(integrations.map(({ name, configured }) => [name, configured])).toEqual(
      ['email', 'teams', 'slack', 'jira', 'webhook'].map((name) => [name, false]),
    );
  });

  it('has nothing to test there', async () => {
    expect(await send('POST', '/integrations/slack/test')).toMatchObject({
      status: 409,
      body: { code: 'not_configured' },
    });
    expect(await send('POST', '/integrations/fax/test')).toMatchObject({
      status: 404,
      body: { code: 'unknown_channel' },
    });
  });
});

it('has valid examples in its documentation', async () => {
  const { components } = (await get('/docs-json')).body as {
    components: { schemas: Record<string, { example?: unknown; properties?: object }> };
  };
  const example = (id: string): unknown => components.schemas[id]?.example;
  expect(alertRuleSchema.safeParse(example('AlertRule'))).toMatchObject({ success: true });
  expect(Object.keys(components.schemas['AlertRule']?.properties ?? {})).toContain('resolveAfter');
  expect(alertRuleSchema.safeParse(newBacktestSchema.parse(example('NewBacktest')).rule)).toMatchObject({
    success: true,
  });
  expect(newSilenceSchema.safeParse(example('NewSilence'))).toMatchObject({ success: true });
  expect(integrationListSchema.safeParse(example('IntegrationList'))).toMatchObject({ success: true });
});
