import { settle } from '../oracle';
import { play, type FaultCase } from '../play';

/** No fault of the product: rows are lost, doubled and changed behind its back, to see that the oracle notices. */
export const tampered: FaultCase = (rig) =>
  play('tampered with', rig, async (scene) => {
    const server = await scene.startServer();
    await scene.ledger.send(scene.ledger.lines(200));
    await settle(scene);
    await scene.sql.query('DELETE FROM logs WHERE id = (SELECT min(id::text)::uuid FROM logs)');
    await scene.sql.query(`
      CREATE TEMP TABLE copy AS SELECT * FROM logs ORDER BY id LIMIT 1;
      UPDATE copy SET id = gen_random_uuid();
      INSERT INTO logs SELECT * FROM copy`);
    await scene.sql.query(`
      UPDATE dead_letters SET raw = 'changed' WHERE id = (SELECT min(id::text)::uuid FROM dead_letters)`);
    return { server, healedAt: Date.now(), note: '' };
  });
