import type { Channels } from '../../src/alerting/channels';
import { IntegrationsController } from '../../src/dashboard/alerts/integrations.controller';
import { AlertRepository } from '../../src/persistence/alerts/alert.repository';
import { AlertRig, MINUTE, SECOND } from './rig';

let rig: AlertRig;

beforeEach(async () => {
  rig = await AlertRig.open();
});

afterEach(() => rig.close());

function controllerWith(dispatcher = rig.dispatcher()): IntegrationsController {
  const all = [rig.slack, rig.email];
  const channels = { all, problems: ['JIRA_SERVER is set, but JIRA_PROJECT is not'] } as unknown as Channels;
  return new IntegrationsController(channels, dispatcher, new AlertRepository(rig.db.dataSource));
}

it('shows how each channel does', async () => {
  const dispatcher = rig.dispatcher();
  const engine = rig.engine();
  // The overview is of the last days by the clock of the database.
  rig.now = Date.now();
  rig.policies = { incident: { groupWait: 0, channels: ['slack', 'email'] } };
  rig.slack.always = { kind: 'retry', reason: 'connection refused', afterMs: null };
  rig.email.script = [{ kind: 'dead', reason: 'no such mailbox' }];
  await rig.hit({ template: 'a' });
  await rig.pass(SECOND, engine, dispatcher);
  await rig.hit({ template: 'b' });
  await rig.pass(3 * MINUTE, engine, dispatcher, SECOND);
  const { integrations, problems } = await controllerWith(dispatcher).list();
  expect(integrations).toMatchObject([
    {
      name: 'email',
      configured: true,
      target: 'email.example',
      breaker: 'closed',
      dead: 1,
      lastError: 'no such mailbox',
    },
    { name: 'teams', configured: false, target: null, breaker: null, lastDeliveredAt: null, pending: 0 },
    {
      name: 'slack',
      configured: true,
      breaker: expect.stringMatching(/open/) as string,
      pending: 2,
      lastDeliveredAt: null,
    },
    { name: 'jira', configured: false },
    { name: 'webhook', configured: false },
  ]);
  expect(integrations[0]?.lastDeliveredAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(problems).toEqual(['JIRA_SERVER is set, but JIRA_PROJECT is not']);
});

it('sends a test message and says what became of it', async () => {
  rig.slack.script = [
    { kind: 'delivered', externalId: '17.01', memory: null },
    { kind: 'dead', reason: 'channel_not_found' },
  ];
  const controller = controllerWith();
  expect(await controller.test('slack')).toEqual({ outcome: 'delivered', detail: null, externalId: '17.01' });
  expect(await controller.test('slack')).toEqual({ outcome: 'dead', detail: 'channel_not_found', externalId: null });
  expect(rig.slack.alerts).toMatchObject([{ event: 'test' }, { event: 'test' }]);
  const [first, second] = rig.slack.alerts.map(({ alert }) => alert.fingerprint);
  expect(first).not.toBe(second);
  expect(await rig.db.count('alert_deliveries')).toBe(0);
});

it('sends one test message at a time', async () => {
  rig.slack.script = ['never'];
  const controller = controllerWith();
  void controller.test('slack');
  await expect(controller.test('slack')).rejects.toMatchObject({ kind: 'busy', code: 'test_running' });
  expect(await controller.test('email')).toMatchObject({ outcome: 'delivered' });
});
