import type { Readable } from 'node:stream';

/**
 * Reads a request body without destroying the connection when the reading stops early: a client that is still sending
 * must be able to read why it was refused.
 */
export function bodyChunks(body: Readable): AsyncIterable<Buffer> {
  return body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}
