import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createEmptyDatabase } from '../support/postgres';
import { PostgresProxy } from '../support/postgres-proxy';
import { startProcess, type ServerProcess } from '../support/process';
import type { FaultRig } from './fault-rig';
import { Ledger } from './ledger';

const OUTPUT_PARTITIONS = 2;

export interface SceneOptions {
  readonly partitions?: number;
  /** PostgreSQL to use; by default a new database of the test run's own. */
  readonly databaseUrl?: string;
  readonly rawTopicConfig?: Readonly<Record<string, string>>;
}

/** One installation: topics, a database and a data folder of its own, and the servers that were started on them. */
export class Scene {
  readonly raw: string;
  readonly classified: string;
  readonly deadLetters: string;
  readonly ledger: Ledger;
  /** The database, without the proxy. */
  readonly sql: Pool;
  readonly partitions: number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'logsieve-fault-'));
  private readonly servers: ServerProcess[] = [];

  private constructor(
    readonly rig: FaultRig,
    /** In front of the names of its topics, and its group: nobody else's frames hold it. */
    readonly prefix: string,
    private readonly options: SceneOptions,
    private readonly database: { readonly url: string; readonly drop: () => Promise<void> },
    readonly postgres: PostgresProxy,
  ) {
    this.partitions = options.partitions ?? 4;
    this.raw = `${prefix}raw-logs`;
    this.classified = `${prefix}classified-logs`;
    this.deadLetters = `${prefix}raw-logs.dlq`;
    this.ledger = new Ledger(rig.kafka, this.raw, this.partitions);
    this.sql = new Pool({ connectionString: database.url, max: 2 });
    // Cases stop PostgreSQL on purpose.
    this.sql.on('error', () => undefined);
  }

  static async open(rig: FaultRig, options: SceneOptions = {}): Promise<Scene> {
    const database =
      options.databaseUrl === undefined
        ? await createEmptyDatabase()
        : { url: options.databaseUrl, drop: () => Promise.resolve() };
    const prefix = `f${randomBytes(4).toString('hex')}-`;
    const scene = new Scene(rig, prefix, options, database, await PostgresProxy.before(database.url));
    await scene.createRaw();
    await scene.createClassified();
    await rig.createTopic(scene.deadLetters, 1);
    return scene;
  }

  get group(): string {
    return `${this.prefix}group`;
  }

  /** Starts a server that reaches Kafka and PostgreSQL through the proxies. */
  async startServer(settings: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
    const server = await startProcess({
      KAFKA_BROKERS: this.rig.proxy.brokers,
      KAFKA_TOPIC_PREFIX: this.prefix,
      KAFKA_GROUP_ID: this.group,
      KAFKA_SESSION_SECONDS: '6',
      DATABASE_URL: this.postgres.url,
      DATA_DIR: join(this.folder, String(this.servers.length)),
      BERT_ENABLED: 'false',
      ...settings,
    });
    this.servers.push(server);
    return server;
  }

  async createRaw(): Promise<void> {
    await this.rig.createTopic(this.raw, this.partitions, this.options.rawTopicConfig);
  }

  async createClassified(): Promise<void> {
    await this.rig.createTopic(this.classified, OUTPUT_PARTITIONS);
  }

  async close(): Promise<void> {
    for (const { child, end } of this.servers) {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
    }
    await this.ledger.close();
    await this.sql.end();
    await this.postgres.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
