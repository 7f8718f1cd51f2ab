import type { PoolClient } from 'pg';
import type { UnkeptLogs } from './write-batch';

/**
 * Adds to the counts of logs that were not kept. Rows are touched in the order of their key, so that two
 * transactions cannot wait for each other.
 */
export async function storeUnkept(client: PoolClient, counts: readonly UnkeptLogs[]): Promise<void> {
  if (counts.length === 0) return;
  await client.query(
    `INSERT INTO unkept_logs AS u (minute, source, category, count)
     SELECT minute, source, category, sum(count)
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[]) AS t (minute, source, category, count)
     GROUP BY minute, source, category ORDER BY minute, source, category
     ON CONFLICT (minute, source, category) DO UPDATE SET count = u.count + EXCLUDED.count`,
    [
      counts.map(({ minute }) => new Date(minute)),
      counts.map(({ source }) => source),
      counts.map(({ category }) => category),
      counts.map(({ count }) => count),
    ],
  );
}
