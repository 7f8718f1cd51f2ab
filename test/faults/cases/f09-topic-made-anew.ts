import { settle } from '../oracle';
import { play, type FaultCase } from '../play';

const BEFORE = 2_000;
const AFTER = { fewer: 400, more: 6_000 } as const;

/**
 * The topic is deleted and made anew under its name, so that offsets begin again; all its records are new ones, whether
 * they are fewer or more than there were, and whether the server saw the change or was away.
 */
export function topicMadeAnew(size: keyof typeof AFTER, server: 'running' | 'stopped'): FaultCase {
  return (rig) =>
    play(`F09 topic made anew, ${size} records, server ${server}`, rig, async (scene) => {
      const { ledger, raw } = scene;
      let process = await scene.startServer();
      await ledger.send(ledger.lines(BEFORE), { chunk: 100 });
      await settle(scene);
      if (server === 'stopped') await process.end('SIGTERM');
      // The sequence numbers of its producer belong to the topic that was.
      await ledger.close();
      await rig.test.deleteTopic(raw);
      await scene.createRaw();
      await ledger.send(ledger.lines(AFTER[size]), { chunk: 100 });
      if (server === 'stopped') process = await scene.startServer();
      return { server: process, healedAt: Date.now(), note: `${String(BEFORE)}, then ${String(AFTER[size])}` };
    });
}
