import type { AlertHit } from '../../core/alert-hit';

interface Transaction {
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

/**
 * Notes what rules have found, in the transaction of the logs. Rows are only ever added here, so that a storm of hits
 * on one alert keeps no batch of logs waiting for another; `AlertStore.fold` adds them up.
 */
export async function storeAlertHits(transaction: Transaction, hits: readonly AlertHit[]): Promise<void> {
  if (hits.length === 0) return;
  await transaction.query(`INSERT INTO alert_hits (fingerprint, hit) SELECT * FROM unnest($1::text[], $2::json[])`, [
    hits.map(({ fingerprint }) => fingerprint),
    hits.map((hit) => JSON.stringify(hit)),
  ]);
}
