/**
 * The program that keeps the embedded PostgreSQL. It is a process of its own because PostgreSQL must outlive the
 * server's last write and must not outlive the server: whatever ends the server also ends the IPC channel, and that
 * is the order to stop PostgreSQL in order and go.
 *
 * Arguments: folder, port (0 for a free one), pid of the server.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../core/errors';
import { claimFolder } from './claim-folder';
import { clusterUrl } from './cluster-address';
import { leaveRoot, UnreachableFolder } from './leave-root';
import type { SupervisorMessage } from './message';
import { PostgresCluster } from './postgres-cluster';

const WATCH_MS = 500;

/** A signal to the whole group is the server's business; it stops us when it is done. The library thinks otherwise. */
function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => undefined);
  }
}

/** Resolves when the message is on its way, or cannot be because the server is gone. */
function tell(message: SupervisorMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send !== undefined) {
      process.send(message, undefined, undefined, () => {
        resolve();
      });
    } else resolve();
  });
}

async function supervise(folder: string, port: number, serverPid: number): Promise<void> {
  const serverGone = process.connected ? once(process, 'disconnect') : Promise.resolve();
  leaveRoot(folder);
  await claimFolder(folder, serverPid);
  const cluster = new PostgresCluster(folder, (line) => void tell({ kind: 'log', line }));
  await cluster.prepare();
  const chosen = await cluster.start(port);
  await tell({ kind: 'ready', url: clusterUrl(chosen, cluster.password) });
  while (process.connected) {
    if (!cluster.isRunning()) {
      if (cluster.wasStopped()) throw new Error('PostgreSQL was shut down from outside');
      await tell({ kind: 'log', line: 'WARNING:  PostgreSQL died; starting it again' });
      await cluster.start(chosen);
    }
    await Promise.race([serverGone, sleep(WATCH_MS)]);
  }
  await cluster.stop();
}

async function main(): Promise<void> {
  ignoreSignals();
  const [folder = '', port = '', serverPid = ''] = process.argv.slice(2);
  try {
    await supervise(folder, Number(port), Number(serverPid));
    process.exit(0);
  } catch (error) {
    await tell({ kind: 'failed', reason: messageOf(error), unreachable: error instanceof UnreachableFolder });
    process.exit(1);
  }
}

void main();
