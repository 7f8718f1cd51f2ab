import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MessageCutter, textOf, type PostgresMessage } from './postgres-messages';

/** What happens to the next COMMIT that passes. */
export type CommitFault = 'none' | 'lose-request' | 'lose-answer';

/** Messages of a transaction that stores logs: rows on their way in, the COMMIT, and the answer to it. */
export type HoldPoint = 'copy-data' | 'commit' | 'commit-answer';

/** A connection on which nothing moves any more in the direction of the message that was waited for. */
export interface HeldConnection {
  /** Lets the message and what came after it go on. */
  release(): void;
  /** Ends the connection on both sides; what was held is lost. */
  cut(): void;
}

interface Hold {
  readonly point: HoldPoint;
  /** Messages of this kind to let pass first. */
  toPass: number;
  readonly reached: (connection: HeldConnection) => void;
}

/** What is known of one connection. */
interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Whether its transaction has begun to store logs: others commit, too. */
  storesLogs: boolean;
  held: { readonly to: Socket; readonly bytes: Buffer[] } | null;
}

/** A TCP proxy in front of PostgreSQL that breaks connections at the worst moment. */
export class PostgresProxy {
  fault: CommitFault = 'none';
  /** COMMITs seen. */
  commits = 0;
  private down = false;
  private readonly sockets = new Set<Socket>();
  private readonly holds = new Set<Hold>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(url: string): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server, new URL(url));
    server.on('connection', (client) => {
      proxy.join(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** The target's address, by way of this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Stops the `nth` message of a kind, counted from now over all connections; resolves when it is there. */
  hold(point: HoldPoint, nth = 1): Promise<HeldConnection> {
    return new Promise((reached) => this.holds.add({ point, toPass: nth - 1, reached }));
  }

  /** Cuts every connection and takes no new one until {@link comeBack}. */
  goDown(): void {
    this.down = true;
    this.cutAll();
  }

  comeBack(): void {
    this.down = false;
  }

  /** Keeps connections open but lets nothing through any more. */
  goSilent(): void {
    for (const socket of this.sockets) socket.pause();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cutAll();
    await once(this.server, 'close');
  }

  private cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private join(client: Socket): void {
    if (this.down) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      // Messages leave one by one; Nagle's algorithm would make each wait for the acknowledgement of the one before.
      socket.setNoDelay(true);
      // A connection that we have cut ourselves may end in an error; it ends either way.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    const connection: Connection = { client, upstream, storesLogs: false, held: null };
    const requests = new MessageCutter(true);
    client.on('data', (data) => {
      for (const message of requests.feed(data)) this.request(connection, message);
    });
    const answers = new MessageCutter(false);
    upstream.on('data', (data) => {
      for (const message of answers.feed(data)) this.answer(connection, message);
    });
  }

  private request(connection: Connection, message: PostgresMessage): void {
    const { client, upstream } = connection;
    const text = textOf(message);
    if (text.startsWith('COPY logs')) connection.storesLogs = true;
    if (text === 'COMMIT') {
      this.commits++;
      if (connection.storesLogs) this.reach('commit', connection, upstream);
      const { fault } = this;
      this.fault = 'none';
      if (fault === 'lose-answer') upstream.once('data', () => client.destroy());
      if (fault === 'lose-request') {
        client.destroy();
        return;
      }
    } else if (message.type === 'd' && connection.storesLogs) this.reach('copy-data', connection, upstream);
    pass(connection, upstream, message);
  }

  private answer(connection: Connection, message: PostgresMessage): void {
    const { client } = connection;
    if (connection.storesLogs && textOf(message) === 'COMMIT') {
      connection.storesLogs = false;
      this.reach('commit-answer', connection, client);
    }
    pass(connection, client, message);
  }

  private reach(point: HoldPoint, connection: Connection, to: Socket): void {
    for (const hold of this.holds) {
      if (hold.point !== point || hold.toPass-- > 0) continue;
      this.holds.delete(hold);
      connection.held ??= { to, bytes: [] };
      hold.reached({
        release: () => {
          const { bytes } = connection.held ?? { bytes: [] };
          connection.held = null;
          to.write(Buffer.concat(bytes));
        },
        cut: () => connection.client.destroy(),
      });
      return;
    }
  }
}

function pass({ held }: Connection, to: Socket, { bytes }: PostgresMessage): void {
  if (held?.to === to) held.bytes.push(bytes);
  else to.write(bytes);
}
