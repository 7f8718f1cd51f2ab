import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../fault-rig';
import { play, type FaultCase } from '../play';
import { PrivatePostgres } from '../private-postgres';
import { statusOf } from '../server-metrics';

/** PostgreSQL stops at once under load and comes back: readiness follows it, and no record is blamed. */
export const postgresStopped: FaultCase = async (rig, pace) => {
  const postgres = await PrivatePostgres.start();
  try {
    return await play(
      'F03 PostgreSQL stopped',
      rig,
      async (scene) => {
        const server = await scene.startServer();
        const endLoad = scene.ledger.keepSending(2_000);
        await sleep(1_000);
        await postgres.stopAtOnce();
        const seconds = pace === 'full' ? 30 : 5;
        const outage = sleep(seconds * 1_000);
        await until('readiness 503', seconds, async () => {
          const status = await statusOf(server, '/readyz');
          return status === 503 || String(status);
        });
        assert.equal(await statusOf(server, '/healthz'), 200);
        await outage;
        await postgres.startAgain();
        const healedAt = Date.now();
        await endLoad();
        await until('readiness 200', 30, async () => {
          const status = await statusOf(server, '/readyz');
          return status === 200 || String(status);
        });
        const ready = (Date.now() - healedAt) / 1000;
        return {
          server,
          healedAt,
          note: `${String(seconds)} s, ready ${ready.toFixed(1)} s after`,
          noDeadLetterOf: ['store'],
        };
      },
      { databaseUrl: postgres.url },
    );
  } finally {
    await postgres.stop();
  }
};
