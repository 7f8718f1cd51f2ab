import { InputError, messageOf } from '../core/errors';
import { databaseErrorOf, errorKind } from './sqlstate';

const QUERY_CANCELED = '57014';
const RETRY_AFTER_SECONDS = 5;

/**
 * Waits for a read and says in the caller's words why it failed.
 * @throws InputError `unprocessable` when it took too long, `unavailable` when the database is not there.
 */
export async function answered<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (databaseErrorOf(error)?.code === QUERY_CANCELED) {
      throw new InputError('unprocessable', 'query_too_slow', 'the query takes too long; narrow it, best by time');
    }
    if (errorKind(error) !== 'transient') throw error;
    throw new InputError(
      'unavailable',
      'database_unavailable',
      `the database cannot be read now: ${messageOf(error)}`,
      [],
      RETRY_AFTER_SECONDS,
    );
  }
}
