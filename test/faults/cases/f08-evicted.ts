import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from '../oracle';
import { play, type FaultCase } from '../play';
import { metricOf } from '../server-metrics';

/** More than the broker holds a fetch back for when there is nothing to read. */
const FETCH_MS = 500;

/**
 * Records are evicted before they were read: in one partition some, in one all of them. They cannot be had any more,
 * but their number is known exactly. `stopped`: the server is away meanwhile; `paused`: it lives and lags.
 */
export function evicted(how: 'stopped' | 'paused'): FaultCase {
  return (rig) =>
    play(`F08 records evicted, server ${how}`, rig, async (scene) => {
      const { ledger, raw } = scene;
      let server = await scene.startServer();
      await ledger.send(ledger.lines(1_000), { chunk: 100 });
      await settle(scene);
      if (how === 'stopped') await server.end('SIGTERM');
      else server.child.kill('SIGSTOP');
      await sleep(FETCH_MS);
      const unread = await ledger.send(ledger.lines(4_000), { chunk: 100 });
      const ends = await rig.test.endOffsets(raw);
      const lows = [ends[0]! - 300, ends[1]!, 0, 0];
      await rig.test.deleteRecordsBefore(raw, 0, lows[0]!);
      await rig.test.deleteRecordsBefore(raw, 1, lows[1]!);
      if (how === 'stopped') server = await scene.startServer();
      else server.child.kill('SIGCONT');
      const healedAt = Date.now();
      await ledger.send(ledger.lines(1_000), { chunk: 100 });
      await settle(scene);
      const lost = new Set(
        unread.filter(({ partition, offset }) => offset < lows[partition]!).map(({ event }) => event),
      );
      const { rows } = await scene.sql.query<{ n: number }>(
        'SELECT sum(to_position - from_position)::int AS n FROM ingest_gaps',
      );
      assert.equal(rows[0]?.n, lost.size, 'ingest_gaps');
      assert.equal(await metricOf(server, 'logsieve_ingest_gap_total'), lost.size, 'logsieve_ingest_gap_total');
      return { server, healedAt, note: `${String(lost.size)} lost and counted`, lost };
    });
}
