import { play, type FaultCase } from '../play';

const REPEATS = 5;

/** The connection is reset while COMMIT is under way: nobody can tell from the error whether it happened. */
export const commitCut: FaultCase = (rig) =>
  play('F05 reset inside COMMIT', rig, async (scene) => {
    const server = await scene.startServer();
    for (let i = 0; i < REPEATS; i++) {
      for (const fault of ['request lost', 'request passed on', 'answer lost'] as const) {
        const reached = scene.postgres.hold(fault === 'answer lost' ? 'commit-answer' : 'commit');
        await scene.ledger.send(scene.ledger.lines(1_000));
        const held = await reached;
        if (fault === 'request passed on') held.release();
        held.cut();
      }
    }
    const note = `${String(REPEATS)} times each: request lost, passed on and cut, answer lost`;
    return { server, healedAt: Date.now(), note, noDeadLetterOf: ['store'] };
  });
