import { messageOf } from '../../src/core/errors';
import type { ServerProcess } from '../support/process';
import type { FaultRig } from './fault-rig';
import { judge, type Expected } from './oracle';
import { Scene, type SceneOptions } from './scene';

/** A row of the report. */
export interface CaseResult {
  readonly case: string;
  readonly records: number;
  readonly rows: number;
  readonly deadLetters: number;
  readonly republished: number;
  /** From the end of the fault until everything was stored, published and committed, sentinels included. */
  readonly recoverySeconds: number;
  readonly ok: boolean;
  readonly note: string;
}

/** How long and how much: `full` as an operator would meet it, `quick` for every run of the tests. */
export type Pace = 'full' | 'quick';

export type FaultCase = (rig: FaultRig, pace: Pace) => Promise<CaseResult>;

/** What a script leaves behind: the server to ask, and what it saw. */
export interface Played extends Expected {
  readonly server: ServerProcess;
  /** When the fault was over, epoch milliseconds. */
  readonly healedAt: number;
  readonly note: string;
}

/** Plays a script in a scene of its own and has the oracle judge what is left. */
export async function play(
  name: string,
  rig: FaultRig,
  script: (scene: Scene) => Promise<Played>,
  options: SceneOptions = {},
): Promise<CaseResult> {
  const scene = await Scene.open(rig, options);
  try {
    const { server, healedAt, note, ...expected } = await script(scene);
    const { faults, ...counts } = await judge(scene, server, expected);
    const recoverySeconds = (Date.now() - healedAt) / 1000;
    return {
      case: name,
      ...counts,
      recoverySeconds,
      ok: faults.length === 0,
      note: [...(note === '' ? [] : [note]), ...faults].join('; '),
    };
  } catch (error) {
    const counts = { records: scene.ledger.records.size, rows: 0, deadLetters: 0, republished: 0 };
    return { case: name, ...counts, recoverySeconds: 0, ok: false, note: messageOf(error) };
  } finally {
    await scene.close();
  }
}
