import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { play, type FaultCase } from '../play';

/** A second server of the group joins and leaves again and again under load; every change moves partitions. */
export const secondInstance: FaultCase = (rig, pace) =>
  play('F10 instance joins and leaves', rig, async (scene) => {
    const server = await scene.startServer();
    const endLoad = scene.ledger.keepSending(3_000);
    const times = pace === 'full' ? 6 : 2;
    for (let i = 0; i < times; i++) {
      const second = await scene.startServer();
      await sleep(pace === 'full' ? 5_000 : 1_500);
      assert.equal(await second.end('SIGTERM'), 0, second.stderr());
      await sleep(pace === 'full' ? 5_000 : 500);
    }
    await endLoad();
    return { server, healedAt: Date.now(), note: `${String(times)} times` };
  });
