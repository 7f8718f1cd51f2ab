import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to the next COMMIT that passes. */
export type CommitFault = 'none' | 'lose-request' | 'lose-answer';

/** A TCP proxy in front of PostgreSQL that breaks connections at the worst moment. */
export class PostgresProxy {
  fault: CommitFault = 'none';
  /** COMMITs seen. */
  commits = 0;
  private down = false;
  private readonly sockets = new Set<Socket>();

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
      // A connection that we have cut ourselves may end in an error; it ends either way.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => {
      if (!data.includes('COMMIT')) {
        upstream.write(data);
        return;
      }
      this.commits++;
      const { fault } = this;
      this.fault = 'none';
      if (fault !== 'lose-request') upstream.write(data);
      if (fault === 'lose-answer') upstream.once('data', () => client.destroy());
      else if (fault === 'lose-request') client.destroy();
    });
    upstream.on('data', (data) => client.write(data));
  }
}
