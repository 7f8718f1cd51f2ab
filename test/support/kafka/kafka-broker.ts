import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { LOOPBACK } from '../../../src/persistence/supervisor/cluster-address';
import { isTaken } from '../../../src/persistence/supervisor/ports';
import { classArchive } from './class-archive';
import { JavaProcess } from './java-process';
import { ensureKafkaJars } from './kafka-jars';
import { freePorts } from './loopback-ports';
import { serverProperties, type BrokerPorts } from './server-properties';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

export interface BrokerOptions {
  /** Keeps records, settings and the broker's log; without one a temporary folder, which `stop` removes. */
  readonly folder?: string;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** 0, the default, picks a free one. */
  readonly controllerPort?: number;
  /** Port of a proxy: makes the broker listen on `proxiedPort`, too, and send the clients that come there to this one. */
  readonly advertise?: number;
  /** More of server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Called when the broker ends and nobody has asked for it. */
  readonly onLost?: (reason: string) => void;
}

/**
 * Starts an Apache Kafka broker on loopback and resolves when it serves clients and groups. It ends with this process,
 * however that ends.
 * @throws Error that says what is missing on this machine, that the port is taken, or why the broker did not start.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<KafkaBroker> {
  const jars = await ensureKafkaJars();
  for (const port of [options.port, options.controllerPort]) {
    if (port !== undefined && port !== 0 && (await isTaken(port))) {
      throw new Error(`port ${String(port)} on ${LOOPBACK} is taken by another program`);
    }
  }
  const [port = 0, controller = 0, proxied = 0] = await freePorts(3);
  const broker = new KafkaBroker(jars, options, {
    port: chosen(options.port, port),
    controller: chosen(options.controllerPort, controller),
    proxied: options.advertise === undefined ? null : { port: proxied, advertised: options.advertise },
  });
  try {
    await broker.start();
  } catch (error) {
    await broker.stop();
    throw error;
  }
  return broker;
}

function chosen(given: number | undefined, free: number): number {
  return given === undefined || given === 0 ? free : given;
}

/** A Kafka node on its data folder, made by {@link startBroker}. Started again, it keeps ports and records. */
export class KafkaBroker {
  private java: JavaProcess | null = null;
  private readonly folder: string;
  private readonly records: string;

  constructor(
    private readonly jars: string,
    private readonly options: BrokerOptions,
    private readonly ports: BrokerPorts,
  ) {
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'logsieve-kafka-'));
    this.records = join(this.folder, 'records');
  }

  /** For KAFKA_BROKERS. */
  get brokers(): string {
    return `${LOOPBACK}:${String(this.ports.port)}`;
  }

  /** Where the proxy of the option `advertise` connects to. */
  get proxiedPort(): number {
    if (this.ports.proxied === null) throw new Error('the broker was started without the option advertise');
    return this.ports.proxied.port;
  }

  get pid(): number {
    return this.running.pid;
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    if (!existsSync(this.records)) await this.format();
    const settings = this.writeSettings('server.properties', this.records);
    const classes = classArchive(this.jars);
    const java = this.launch('broker.log', ['-Xmx512m', classes.flag], 'kafka.Kafka', settings);
    this.java = java;
    const started = new AbortController();
    const died = java.ended.then(({ reason }) => {
      classes.keep();
      if (!started.signal.aborted) throw new Error(`the Kafka broker in ${this.folder} did not start: ${reason}`);
      // Whoever ends it on purpose takes it out first.
      if (this.java === java) this.options.onLost?.(reason);
    });
    try {
      await Promise.race([untilReady(this.brokers, started.signal), died]);
    } finally {
      started.abort();
    }
  }

  /** Ends it in order, as an administrator would. */
  async stop(): Promise<void> {
    await this.take()?.stop();
    if (this.options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.take()?.kill();
  }

  /** Starts it again on the same ports and records, after stopping it in order unless it was killed before. */
  async restart(): Promise<void> {
    await this.take()?.stop();
    await this.start();
  }

  /** Freezes it: connections stay open and nobody answers. */
  pause(): void {
    this.running.signal('SIGSTOP');
  }

  resume(): void {
    this.running.signal('SIGCONT');
  }

  private get running(): JavaProcess {
    if (this.java === null) throw new Error('the Kafka broker is not running');
    return this.java;
  }

  private take(): JavaProcess | null {
    const { java } = this;
    this.java = null;
    return java;
  }

  private launch(logFile: string, flags: readonly string[], ...main: string[]): JavaProcess {
    return new JavaProcess({ jars: this.jars, main, flags, logFile: join(this.folder, logFile) });
  }

  /** Gives the folder for records its identity, in a new one that is renamed: a format cut short leaves nothing. */
  private async format(): Promise<void> {
    const unfinished = mkdtempSync(join(this.folder, 'new-'));
    const settings = this.writeSettings('format.properties', unfinished);
    const clusterId = randomBytes(16);
    // A text that begins with a minus sign would be taken for an option; with the top bit clear none does.
    clusterId.writeUInt8(clusterId.readUInt8() & 0x7f);
    const command = ['format', '-t', clusterId.toString('base64url'), '-c', settings];
    const { code, reason } = await this.launch('format.log', ['-Xmx128m'], 'kafka.tools.StorageTool', ...command).ended;
    if (code !== 0) {
      rmSync(unfinished, { recursive: true, force: true });
      throw new Error(`the Kafka folder ${this.folder} cannot be formatted: ${reason}`);
    }
    renameSync(unfinished, this.records);
  }

  private writeSettings(name: string, records: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, serverProperties(records, this.ports, this.options.properties ?? {}));
    return file;
  }
}

/** A listening port is not enough: groups and idempotent producers fail at first, until their coordinator has loaded. */
async function untilReady(brokers: string, given: AbortSignal): Promise<void> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  const { DefaultPartitioner: createPartitioner } = Partitioners;
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { retries: 1 },
    createPartitioner,
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  try {
    while (!given.aborted) {
      try {
        await admin.connect();
        await admin.fetchOffsets({ groupId: 'warm-up' });
        await producer.connect();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(POLL_MS);
      }
    }
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
}
