import type { PoolClient } from 'pg';
import type { TemplateCount } from '../core/template';

/** Milliseconds that one count covers, until it is old. */
export const BUCKET_MS = 5 * 60_000;

/**
 * Adds to the counts of templates. Rows are only ever added here: two transactions that count the same template must
 * not wait for each other; {@link COMPACT_COUNTS} puts them together later.
 */
export async function storeTemplateCounts(client: PoolClient, counts: readonly TemplateCount[]): Promise<void> {
  if (counts.length === 0) return;
  await client.query(
    `INSERT INTO template_counts (template_id, bucket, first_seen, last_seen, count, source, level)
     SELECT coalesce(template.merged_into, t.template_id), t.bucket, t.first_seen, t.last_seen, t.count, t.source, t.level
     FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[])
       AS t (template_id, bucket, first_seen, last_seen, count, source, level)
     LEFT JOIN templates template ON template.id = t.template_id`,
    [
      counts.map(({ templateId }) => templateId),
      counts.map(({ firstSeen }) => new Date(firstSeen - (firstSeen % BUCKET_MS))),
      counts.map(({ firstSeen }) => new Date(firstSeen)),
      counts.map(({ lastSeen }) => new Date(lastSeen)),
      counts.map(({ count }) => count),
      counts.map(({ source }) => source),
      counts.map(({ level }) => level),
    ],
  );
}

/**
 * Makes one row of all rows that count the same; what is older than two days is then counted by the hour. Only what
 * changes by it is touched.
 */
export const COMPACT_COUNTS = `
  WITH counted AS (
    SELECT ctid, template_id, source, level,
      CASE WHEN bucket < now() - interval '2 days' THEN date_trunc('hour', bucket) ELSE bucket END AS bucket,
      count(*) OVER (PARTITION BY template_id, source, level,
        CASE WHEN bucket < now() - interval '2 days' THEN date_trunc('hour', bucket) ELSE bucket END) AS rows
    FROM template_counts
    WHERE bucket < now() - interval '10 minutes'
  ), gone AS (
    DELETE FROM template_counts old USING counted
    WHERE old.ctid = counted.ctid AND counted.rows > 1
    RETURNING old.template_id, counted.bucket, old.first_seen, old.last_seen, old.count, old.source, old.level
  )
  INSERT INTO template_counts (template_id, bucket, first_seen, last_seen, count, source, level)
  SELECT template_id, bucket, min(first_seen), max(last_seen), sum(count), source, level
  FROM gone GROUP BY template_id, bucket, source, level`;
