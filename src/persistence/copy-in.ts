import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/**
 * Runs `COPY … FROM STDIN` with the given rows. The next chunk is asked for when the one before it is on its way, so
 * encoding and storing overlap and at most one chunk waits. After an error the connection must not be used further
 * than a rollback.
 */
export function copyIn(client: PoolClient, sql: string, chunks: Generator<Buffer, void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = client.query(from(sql));
    let failed = false;
    const fail = (error: Error): void => {
      failed = true;
      reject(error);
    };
    const next = (): void => {
      // Once PostgreSQL has refused a row, the stream has let go of the connection and must not be touched.
      if (failed) return;
      try {
        const chunk = chunks.next();
        if (chunk.done === true) stream.end();
        else stream.write(chunk.value, next);
      } catch (error) {
        fail(error as Error);
      }
    };
    stream.once('error', fail);
    stream.once('finish', resolve);
    next();
  });
}
