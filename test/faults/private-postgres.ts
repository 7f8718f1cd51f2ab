import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/persistence/embedded-postgres';
import { clusterPaths } from '../../src/persistence/supervisor/cluster-address';
import { postmasterOf } from '../../src/persistence/supervisor/postmaster';
import { makeTemporaryFolder } from '../support/postgres-folder';

/** A PostgreSQL of one's own, which can be broken. */
export class PrivatePostgres {
  private lost: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private postgres: EmbeddedPostgres | null,
    readonly url: string,
  ) {}

  static async start(): Promise<PrivatePostgres> {
    const folder = makeTemporaryFolder();
    const { postgres, lost } = await startIn(folder, 0);
    const started = new PrivatePostgres(folder, postgres, postgres.url);
    started.lost = lost;
    return started;
  }

  /** Immediate stop, as after a power cut: nothing is finished, and the next start replays the log. */
  async stopAtOnce(): Promise<void> {
    const { data } = clusterPaths(join(this.folder, 'postgres'));
    process.kill(postmasterOf(data)!.pid, 'SIGQUIT');
    await this.lost;
    this.postgres = null;
  }

  /** At the same address. */
  async startAgain(): Promise<void> {
    const { postgres, lost } = await startIn(this.folder, Number(new URL(this.url).port));
    this.postgres = postgres;
    this.lost = lost;
  }

  async stop(): Promise<void> {
    await this.postgres?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function startIn(
  dataDir: string,
  port: number,
): Promise<{ readonly postgres: EmbeddedPostgres; readonly lost: Promise<void> }> {
  let onLost = (): void => undefined;
  const lost = new Promise<void>((resolve) => (onLost = resolve));
  return { postgres: await startEmbeddedPostgres({ dataDir, port, onLog: () => undefined, onLost }), lost };
}
