import { randomInt } from 'node:crypto';
import { isTaken } from '../../../src/persistence/supervisor/ports';

/** Below the ports that Linux, macOS and Windows give to outgoing connections: a server that restarts finds its port free. */
const RANGE = [20_000, 32_000] as const;

/** That many different loopback ports that nobody uses at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(...RANGE);
    if (!(await isTaken(port))) ports.add(port);
  }
  return [...ports];
}
