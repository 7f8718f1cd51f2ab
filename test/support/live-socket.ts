import WebSocket from 'ws';
import type { ClassifiedLogJson } from '../../src/core/log';

/** A frame from the server. */
export interface Frame {
  readonly type: string;
  readonly logs?: ClassifiedLogJson[];
  readonly dropped?: number;
  readonly [key: string]: unknown;
}

/** A real WebSocket client that keeps every frame it gets. */
export class LiveSocket {
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | null = null;
  private waiting: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
  }

  /** Connects; resolves with the first frame there or the connection closed. */
  static async open(baseUrl: string, query = '', options: WebSocket.ClientOptions = {}): Promise<LiveSocket> {
    const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws/logs${query}`, options);
    const live = new LiveSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        resolve();
      });
    });
    await live.until(() => live.frames.length > 0 || live.closed !== null);
    return live;
  }

  /** All logs received so far. */
  get logs(): ClassifiedLogJson[] {
    return this.frames.flatMap((frame) => frame.logs ?? []);
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Waits until `done` holds. @throws after five seconds */
  async until(done: () => boolean): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!done()) {
      if (Date.now() > deadline) throw new Error(`not after 5 s; frames: ${JSON.stringify(this.frames).slice(0, 500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.socket.close();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
