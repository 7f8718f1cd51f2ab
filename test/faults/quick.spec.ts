import { describeBroker } from '../support/kafka/test-kafka';
import { killedAt } from './cases/f01-killed';
import { postgresStopped } from './cases/f03-postgres-stopped';
import { brokerDown } from './cases/f06-broker-down';
import { secondInstance } from './cases/f10-second-instance';
import { poison } from './cases/f12-poison';
import { CODECS, packedWith } from './cases/f13-codecs';
import { tampered } from './cases/tampered';
import { FaultRig } from './fault-rig';
import type { FaultCase } from './play';

const TIMEOUT_MS = 120_000;

describeBroker('nothing is lost and nothing is there twice', () => {
  let rig: FaultRig;

  beforeAll(async () => {
    rig = await FaultRig.start();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await rig.stop();
  }, TIMEOUT_MS);

  // Cases wait more than they work: those that leave the broker alone are played at once.
  it.each<[string, readonly FaultCase[]]>([
    [
      'when the server is killed in a transaction, behind COMMIT or behind publishing',
      [killedAt('mid transaction'), killedAt('after COMMIT'), killedAt('after publish')],
    ],
    ['when the broker is killed and comes back', [brokerDown]],
    [
      'when PostgreSQL stops at once, a second server comes and goes, or records are poison',
      [postgresStopped, secondInstance, poison],
    ],
    ['whatever the records are packed with', CODECS.map((codec) => packedWith(codec))],
  ])(
    '%s',
    async (_name, cases) => {
      // All of them end before the rig does, whichever fails.
      const results = await Promise.allSettled(cases.map((one) => one(rig, 'quick')));
      expect(results.filter((result) => result.status === 'rejected' || !result.value.ok)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'and when something is, the oracle says so',
    async () => {
      const { ok, note } = await tampered(rig, 'quick');
      expect(ok).toBe(false);
      expect(note).toMatch(
        /1 records missing .*1 records more than once .*the dead letter of event=\d+ is not the record/,
      );
      expect(note).toMatch(/1 published rows missing .*1 published rows from nowhere .*differs in bytes/);
    },
    TIMEOUT_MS,
  );
});
