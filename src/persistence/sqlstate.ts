import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { isObject } from '../core/json';

/**
 * What an error of the database asks for:
 * - `data`: the record is at fault; it can never be stored, its neighbours can;
 * - `transient`: the record is fine; the same again, later;
 * - `fatal`: neither helps: a bug of ours, a missing right, a missing table.
 */
export type ErrorKind = 'data' | 'transient' | 'fatal';

/** By SQLSTATE class (first two characters) or code, the longer one first (PostgreSQL manual, appendix A). */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  '08': 'transient', // connection exception
  '21': 'data', //      cardinality violation
  '22': 'data', //      data exception: bad encoding, number out of range, bad JSON
  '23': 'data', //      integrity constraint violation
  '25006': 'transient', // read-only transaction: connected to a standby after a failover
  '25P03': 'transient', // idle in transaction for too long
  '25P04': 'transient', // transaction timeout
  '40': 'transient', // transaction rollback: serialization, deadlock
  '53': 'transient', // insufficient resources: disk full, out of memory, too many connections
  '54': 'data', //      program limit exceeded: the value is too large
  '55': 'transient', // object not in prerequisite state: lock not available
  '57': 'transient', // operator intervention: shutdown, crash, cancel, statement timeout
  '58': 'transient', // system error: I/O
  XX: 'transient', //   internal error, corruption
};

const CHECK_VIOLATION = '23514';

/** The error as PostgreSQL sent it, also from under TypeORM's own; null for an error that PostgreSQL did not send. */
export function databaseErrorOf(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error;
  return error instanceof QueryFailedError ? databaseErrorOf(error.driverError) : null;
}

/** System errors of Node (ECONNREFUSED, EAI_AGAIN…), not its ERR_… codes, which are wrong calls. */
const SYSTEM_ERROR = /^E(?!RR_)[A-Z_]+$/;
/** The `pg` library has no codes for a connection that broke, closed or did not answer; nor has TypeORM in a transaction. */
const CONNECTION_LOST =
  /^(Connection terminated|Query read timeout|timeout e|Client has encountered a connection error|Client was closed|Database connection provided by a query runner was already released)/;

/** Tells what to do about an error that came up while talking to the database. */
export function errorKind(error: unknown): ErrorKind {
  const refused = databaseErrorOf(error);
  if (refused?.code !== undefined) return KINDS[refused.code] ?? KINDS[refused.code.slice(0, 2)] ?? 'fatal';
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!isObject(cause)) return 'fatal';
  const { code, message } = cause;
  const lost = typeof code === 'string' ? SYSTEM_ERROR.test(code) : CONNECTION_LOST.test(String(message));
  return lost ? 'transient' : 'fatal';
}

/** Whether a row was refused because its day has no partition; the only check violation that names no constraint. */
export function isMissingPartition(error: unknown): boolean {
  const refused = databaseErrorOf(error);
  return refused?.code === CHECK_VIOLATION && refused.constraint === undefined;
}
