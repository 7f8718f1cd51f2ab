import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK } from '../../../src/persistence/supervisor/cluster-address';
import { startBroker, type BrokerOptions, type KafkaBroker } from './kafka-broker';
import { API_KEYS, readFrames, requestHeader, responseCorrelationId, type ApiCall, type ApiName } from './kafka-frames';
import { freePorts } from './loopback-ports';

type Side = 'request' | 'response';

/** A message on its way through the proxy. */
export interface KafkaFrame extends ApiCall {
  /** Size, header and body. */
  readonly bytes: Buffer;
}

/** Whether the frame goes on, or its connection ends here. */
export type Decision = 'forward' | 'cut';

interface Interception {
  readonly side: Side;
  readonly apiKey: number;
  /** Frames of this kind to let pass first. */
  toPass: number;
  readonly decide: (frame: KafkaFrame) => Promise<Decision>;
}

/** A TCP proxy in front of a broker that can hold or cut a connection at any message of the Kafka protocol. */
export class KafkaProxy {
  /** Delay of each frame, in ms; the frames of one connection and direction wait one after the other. */
  latencyMs = 0;
  private targetPort = 0;
  private readonly sockets = new Set<Socket>();
  private readonly interceptions = new Set<Interception>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** A broker with a proxy in front: clients that start from `proxy.brokers` come through it with every connection. */
  static async withBroker(options: Omit<BrokerOptions, 'advertise'> = {}): Promise<{
    readonly broker: KafkaBroker;
    readonly proxy: KafkaProxy;
  }> {
    const [port = 0] = await freePorts(1);
    const server = createServer();
    const proxy = new KafkaProxy(server, port);
    server.on('connection', (client) => {
      proxy.join(client);
    });
    const broker = await startBroker({ ...options, advertise: port });
    proxy.targetPort = broker.proxiedPort;
    await proxy.comeBack();
    return { broker, proxy };
  }

  /** For KAFKA_BROKERS. */
  get brokers(): string {
    return `${LOOPBACK}:${String(this.port)}`;
  }

  /**
   * Stops the `nth` request or response of a kind, counted from now over all connections, holds it and all that comes
   * after it on its connection, and asks `hook` what becomes of it.
   * @returns fulfilled when the hook has decided; rejected, and the connection cut, when the hook failed.
   */
  async intercept(
    side: Side,
    api: ApiName,
    hook: (frame: KafkaFrame) => Promise<Decision> | Decision,
    nth = 1,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.interceptions.add({
        side,
        apiKey: API_KEYS[api],
        toPass: nth - 1,
        decide: async (frame) => {
          try {
            const decision = await hook(frame);
            resolve();
            return decision;
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
            return 'cut';
          }
        },
      });
    });
  }

  /** Cuts every connection and refuses new ones until {@link comeBack}. */
  async goDown(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  async comeBack(): Promise<void> {
    this.server.listen(this.port, LOOPBACK);
    await once(this.server, 'listening');
  }

  private join(client: Socket): void {
    const broker = connect(this.targetPort, LOOPBACK);
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      // A connection that is cut may end in an error; it ends either way.
      socket.on('error', () => undefined);
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    }
    /** What was asked and not answered yet, by correlation id. */
    const pending = new Map<number, ApiCall>();
    this.pump(client, broker, 'request', (bytes) => {
      const { call, correlationId } = requestHeader(bytes);
      pending.set(correlationId, call);
      return call;
    });
    this.pump(broker, client, 'response', (bytes) => {
      const correlationId = responseCorrelationId(bytes);
      const call = pending.get(correlationId);
      pending.delete(correlationId);
      return call;
    });
  }

  private pump(from: Socket, to: Socket, side: Side, callOf: (bytes: Buffer) => ApiCall | undefined): void {
    const pass = (stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => this.pass(stream, side, callOf);
    // An error of one socket, a cut included, is the end of both.
    pipeline(from, pass, to).catch(() => {
      from.destroy();
      to.destroy();
    });
  }

  private async *pass(
    stream: AsyncIterable<Buffer>,
    side: Side,
    callOf: (bytes: Buffer) => ApiCall | undefined,
  ): AsyncGenerator<Buffer> {
    for await (const bytes of readFrames(stream)) {
      const call = callOf(bytes);
      if (this.latencyMs > 0) await sleep(this.latencyMs);
      if (call !== undefined && (await this.decide(side, { ...call, bytes })) === 'cut') throw new Error('cut');
      yield bytes;
    }
  }

  private async decide(side: Side, frame: KafkaFrame): Promise<Decision> {
    for (const interception of this.interceptions) {
      if (interception.side !== side || interception.apiKey !== frame.apiKey) continue;
      if (interception.toPass-- > 0) continue;
      this.interceptions.delete(interception);
      return await interception.decide(frame);
    }
    return 'forward';
  }
}
