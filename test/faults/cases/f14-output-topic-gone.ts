import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../fault-rig';
import { play, type FaultCase } from '../play';

/** The topic to publish on is gone: logs are stored all the same, what is to be sent waits, and then all of it goes out. */
export const outputTopicGone: FaultCase = (rig, pace) =>
  play('F14 output topic gone', rig, async (scene) => {
    const { ledger, sql } = scene;
    await rig.test.deleteTopic(scene.classified);
    const server = await scene.startServer();
    await ledger.send(ledger.lines(5_000), { chunk: 200 });
    const seconds = pace === 'full' ? 30 : 5;
    await sleep(seconds * 1_000);
    await until('all records stored', 30, async () => {
      const { rows } = await sql.query<{ n: number }>(
        'SELECT (SELECT count(*) FROM logs)::int + (SELECT count(*) FROM dead_letters)::int AS n',
      );
      return rows[0]?.n === ledger.records.size || String(rows[0]?.n);
    });
    const { rows } = await sql.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
    const waiting = rows[0]!.n;
    assert.ok(waiting > 0, 'nothing waits in the outbox');
    await scene.createClassified();
    return { server, healedAt: Date.now(), note: `${String(seconds)} s, ${String(waiting)} messages waited` };
  });
