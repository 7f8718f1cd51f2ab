import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from '../oracle';
import { play, type FaultCase } from '../play';
import type { Scene } from '../scene';
import { metricOf } from '../server-metrics';

const STOP_SECONDS = 25;
const HTTP_LOGS = 5_000;

/** SIGTERM under load: the process ends in order and in time, answers what it was asked, and leaves nothing to repeat. */
export const terminated: FaultCase = (rig, pace) =>
  play('F02 terminated under load', rig, async (scene) => {
    const first = await scene.startServer();
    const endLoad = scene.ledger.keepSending(5_000);
    await sleep(pace === 'full' ? 5_000 : 1_500);
    const answered = postLogs(scene, first.url);
    await sleep(50);
    const askedAt = Date.now();
    const code = await first.end('SIGTERM');
    const seconds = (Date.now() - askedAt) / 1000;
    const httpAnswer = await answered;
    await endLoad();
    assert.equal(code, 0, `the exit code was ${String(code)}: ${first.stderr()}`);
    assert.ok(seconds <= STOP_SECONDS, `the stop took ${seconds.toFixed(1)} s`);
    const second = await scene.startServer();
    const healedAt = Date.now();
    await settle(scene);
    assert.equal(await metricOf(second, 'logsieve_kafka_replayed_total'), 0, 'records came again');
    return { server: second, healedAt, note: `stopped in ${seconds.toFixed(1)} s; HTTP in flight: ${httpAnswer}` };
  });

/** Logs over HTTP; they count as acknowledged when the answer says so. */
async function postLogs({ ledger }: Scene, url: string): Promise<string> {
  const drafts = Array.from({ length: HTTP_LOGS }, () => {
    const event = ledger.nextEvent();
    return { event, value: Buffer.from(`over HTTP ${event}`) };
  });
  const response = await fetch(`${url}/classify/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(drafts.map(({ value }) => ({ message: String(value), source: 'http' }))),
  });
  const { results } = (await response.json()) as { results: unknown[] };
  assert.equal(response.status, 200);
  assert.equal(results.length, HTTP_LOGS);
  ledger.note(drafts.map((draft) => ({ ...draft, partition: -1, offset: -1 })));
  return String(response.status);
}
