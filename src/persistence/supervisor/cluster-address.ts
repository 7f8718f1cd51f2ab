import { join } from 'node:path';

export const LOOPBACK = '127.0.0.1';
export const SUPERUSER = 'postgres';

/** Where the parts of an initialised cluster are: both appear at once, by a rename of `root`. */
export function clusterPaths(folder: string): { root: string; data: string; passwordFile: string } {
  const root = join(folder, 'cluster');
  return { root, data: join(root, 'data'), passwordFile: join(root, 'password') };
}

export function clusterUrl(port: number, password: string): string {
  return `postgresql://${SUPERUSER}:${password}@${LOOPBACK}:${String(port)}/postgres`;
}
