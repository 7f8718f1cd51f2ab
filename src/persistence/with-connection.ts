import type { Pool, PoolClient } from 'pg';

/**
 * Lends a connection to `use`. One that saw any error is not used again; PostgreSQL rolls back what was open when it
 * closes.
 */
export async function withConnection<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The query under way fails too, and that error is handled; without a listener this one would end the process.
  const onError = (): void => undefined;
  client.on('error', onError);
  let broken = true;
  try {
    const result = await use(client);
    broken = false;
    return result;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Runs `work` in a transaction that is committed when it resolves. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withConnection(pool, async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}
