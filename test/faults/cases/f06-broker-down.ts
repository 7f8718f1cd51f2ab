import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { play, type FaultCase } from '../play';
import { statusOf } from '../server-metrics';

/** The broker is killed under load and comes back with its records; the server lives on meanwhile. */
export const brokerDown: FaultCase = (rig, pace) =>
  play('F06 broker down', rig, async (scene) => {
    const server = await scene.startServer();
    const endLoad = scene.ledger.keepSending(2_000);
    await sleep(1_000);
    const seconds = pace === 'full' ? 30 : 5;
    await rig.broker.kill();
    for (let i = 0; i < seconds; i++) {
      assert.equal(await statusOf(server, '/healthz'), 200, 'liveness');
      await sleep(1_000);
    }
    await rig.broker.start();
    const healedAt = Date.now();
    await endLoad();
    return { server, healedAt, note: `${String(seconds)} s` };
  });
