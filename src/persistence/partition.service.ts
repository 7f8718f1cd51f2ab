import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { messageOf } from '../core/errors';
import { errorKind } from './sqlstate';

const MS_A_DAY = 86_400_000;
/** Any number that no other program takes an advisory lock on in the same database. */
const PARTITION_LOCK = 7_205_102;
/** Dropping needs the table for itself for a moment; it must not make the writers queue for longer. */
const DROP_LOCK_TIMEOUT = '2s';
/** Days since 1970 of 0001-01-01 and 9999-12-31: the years that a partition's name can say. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** Days since 1970-01-01 UTC. */
function dayOf(epochMs: number): number {
  return Math.floor(epochMs / MS_A_DAY);
}

function dateOf(day: number): string {
  return new Date(day * MS_A_DAY).toISOString().slice(0, 10);
}

function partitionOf(day: number): string {
  return `logs_${dateOf(day).replaceAll('-', '')}`;
}

/** Makes the day partitions of `logs` before they are needed and drops the old ones. */
export class PartitionService {
  private readonly logger = new Logger('Partitions');
  private readonly known = new Set<number>();

  constructor(private readonly dataSource: DataSource) {}

  /** Makes the partitions of today and the days after it, `days` in all. */
  async ensure(days: number): Promise<void> {
    const today = dayOf(Date.now());
    for (let day = today; day < today + days; day++) await this.ensureDay(day);
  }

  /** Makes the partitions that these logs fall into; costs nothing while they are known. */
  async ensureFor(logs: Iterable<{ readonly observedAt: number }>): Promise<void> {
    let last: number | null = null;
    for (const { observedAt } of logs) {
      const day = dayOf(observedAt);
      if (day === last) continue;
      last = day;
      // A time without a partition is refused by PostgreSQL, record by record.
      if (day >= FIRST_DAY && day <= LAST_DAY && !this.known.has(day)) await this.ensureDay(day);
    }
  }

  /** Takes nothing for granted any more: somebody else has dropped a partition. */
  forget(): void {
    this.known.clear();
  }

  /**
   * Drops the partitions of more than `days` days ago; 0 keeps everything. One that is being read is left for the
   * next time.
   * @returns the names of the dropped partitions.
   */
  async dropOlderThan(days: number): Promise<string[]> {
    if (days === 0) return [];
    const oldestKept = partitionOf(dayOf(Date.now()) - days);
    const partitions = await this.dataSource.query<{ name: string }[]>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'logs'::regclass AND c.relname ~ '^logs_\\d{8}$' AND c.relname < $1 ORDER BY c.relname`,
      [oldestKept],
    );
    const dropped: string[] = [];
    for (const { name } of partitions) {
      if (await this.drop(name)) dropped.push(name);
    }
    if (dropped.length > 0) {
      this.forget();
      this.logger.log(`dropped ${dropped.join(', ')}: older than ${String(days)} days`);
    }
    return dropped;
  }

  private async drop(name: string): Promise<boolean> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL lock_timeout = '${DROP_LOCK_TIMEOUT}'`);
        await manager.query(`DROP TABLE IF EXISTS ${name}`);
      });
      return true;
    } catch (error) {
      if (errorKind(error) !== 'transient') throw error;
      this.logger.warn(`${name} is not dropped yet: ${messageOf(error)}`);
      return false;
    }
  }

  /**
   * ATTACH instead of CREATE … PARTITION OF: it does not lock out those who write to other partitions. The advisory
   * lock lets servers that meet at midnight take turns.
   */
  private async ensureDay(day: number): Promise<void> {
    const name = partitionOf(day);
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      const [found] = await manager.query<{ exists: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS exists', [
        name,
      ]);
      if (found?.exists === true) return;
      await manager.query(`CREATE TABLE ${name} (LIKE logs INCLUDING ALL)`);
      await manager.query(
        `ALTER TABLE logs ATTACH PARTITION ${name}
         FOR VALUES FROM ('${dateOf(day)} 00:00:00Z') TO ('${dateOf(day + 1)} 00:00:00Z')`,
      );
    });
    this.known.add(day);
  }
}
