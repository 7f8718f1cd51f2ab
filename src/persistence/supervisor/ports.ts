import { createServer } from 'node:net';
import { LOOPBACK } from './cluster-address';

/** A TCP port on loopback that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === null) throw new Error(`no free port on ${LOOPBACK}`);
  return port;
}

/** Whether another program listens on a loopback port. */
export async function isTaken(port: number): Promise<boolean> {
  return (await tryListen(port)) === null;
}

function tryListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : null);
      });
    });
  });
}
