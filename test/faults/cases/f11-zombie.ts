import { setTimeout as sleep } from 'node:timers/promises';
import { play, type FaultCase } from '../play';

const SESSION_SECONDS = 6;

/**
 * A server stands still for longer than its session, others take its partitions over, and it wakes up in the belief
 * that they are still its own. `mid transaction`: with rows written and the checkpoint locked.
 */
export function zombie(point: 'random time' | 'mid transaction'): FaultCase {
  return (rig) =>
    play(`F11 zombie: ${point}`, rig, async (scene) => {
      const first = await scene.startServer();
      const endLoad = scene.ledger.keepSending(2_000);
      await sleep(1_000);
      const held = point === 'mid transaction' ? await scene.postgres.hold('copy-data') : null;
      first.child.kill('SIGSTOP');
      held?.release();
      const second = await scene.startServer();
      await sleep((SESSION_SECONDS + 4) * 1_000);
      first.child.kill('SIGCONT');
      const healedAt = Date.now();
      await sleep(3_000);
      await endLoad();
      return { server: second, healedAt, note: `asleep for ${String(SESSION_SECONDS + 4)} s and more` };
    });
}
