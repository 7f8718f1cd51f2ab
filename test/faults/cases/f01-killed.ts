import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from '../oracle';
import { play, type FaultCase } from '../play';
import type { Scene } from '../scene';
import { metricOf } from '../server-metrics';

/** A frame with records is larger than one without. */
const FRAME_WITH_RECORDS = 1_000;
/** How long a random kill may take to come. */
const RANDOM_MS = 2_000;

export const CRASH_POINTS = [
  'batch start',
  'mid transaction',
  'before COMMIT',
  'after COMMIT',
  'before offset commit',
  'after offset commit',
  'after publish',
  'random time',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Where rows are stored and Kafka has not heard of it: the records must come again, and be known. */
const STORED_NOT_COMMITTED: ReadonlySet<CrashPoint> = new Set(['after COMMIT', 'before offset commit']);

/** Waits for the server to be at the point, and stops it there. */
async function reach(scene: Scene, point: CrashPoint, nth: number): Promise<{ cut: () => void }> {
  const { rig, postgres, prefix } = scene;
  const ours = (frame: { bytes: Buffer }): boolean => frame.bytes.includes(prefix);
  switch (point) {
    case 'batch start':
      return rig.hold('response', 'Fetch', (frame) => ours(frame) && frame.bytes.length > FRAME_WITH_RECORDS);
    case 'mid transaction':
      return postgres.hold('copy-data', nth);
    case 'before COMMIT':
      return postgres.hold('commit', nth);
    case 'after COMMIT':
      return postgres.hold('commit-answer', nth);
    case 'before offset commit':
      return rig.hold('request', 'OffsetCommit', ours);
    case 'after offset commit':
      return rig.hold('response', 'OffsetCommit', ours);
    case 'after publish':
      return rig.hold('response', 'Produce', ours);
    case 'random time':
      await sleep(Math.random() * RANDOM_MS);
      return { cut: () => undefined };
  }
}

/** SIGKILL at one point of the protocol, `times` in a row, each time with records on their way. */
export function killedAt(point: CrashPoint, times = 1): FaultCase {
  return (rig) =>
    play(`F01 killed: ${point}`, rig, async (scene) => {
      let server = await scene.startServer();
      for (let i = 0; i < times; i++) {
        const reached = reach(scene, point, 1 + i);
        await scene.ledger.send(scene.ledger.lines(2_000));
        const held = await reached;
        await server.end('SIGKILL');
        held.cut();
        server = await scene.startServer();
      }
      const healedAt = Date.now();
      await settle(scene);
      const replayed = await metricOf(server, 'logsieve_kafka_replayed_total');
      if (STORED_NOT_COMMITTED.has(point)) assert.ok(replayed > 0, 'nothing came again: the kill missed its point');
      return { server, healedAt, note: `kills: ${String(times)}, came again after the last: ${String(replayed)}` };
    });
}
