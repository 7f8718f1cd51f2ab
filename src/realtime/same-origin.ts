import type { IncomingMessage } from 'node:http';

/**
 * Lets a WebSocket in unless a browser opens it for a page of another host: browsers ask nobody before they connect
 * across origins, so without this any web page could read the logs of a server on the visitor's machine.
 */
export function sameOrigin({ origin, req }: { origin: string | undefined; req: IncomingMessage }): boolean {
  if (origin === undefined || origin === '') return true;
  try {
    return new URL(origin).host === req.headers.host;
  } catch {
    return false;
  }
}
