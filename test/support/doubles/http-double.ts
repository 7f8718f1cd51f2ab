import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it came in. */
export interface DoubleRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface DoubleAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text is sent as JSON. */
  readonly body?: unknown;
}

/**
 * How one request goes wrong: another answer, or `drop`ped before or `dropAfter` it was worked on, or left to `hang`
 * likewise, or an answer that breaks off.
 */
export type Fault = DoubleAnswer | 'drop' | 'dropAfter' | 'hang' | 'hangAfter' | 'breakOff';

/** A service on a real socket that misbehaves when asked to. */
export abstract class HttpDouble {
  readonly requests: DoubleRequest[] = [];
  private readonly faults: { readonly path: RegExp; readonly fault: Fault }[] = [];
  private address = '';
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    return this;
  }

  get url(): string {
    return this.address;
  }

  /** The next requests to a path end so, one each; then the service behaves well again. */
  next(path: RegExp, ...faults: readonly Fault[]): void {
    this.faults.push(...faults.map((fault) => ({ path, fault })));
  }

  /** Ends connections that still hang, too. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** What the service does and says when it behaves well. */
  protected abstract answer(request: DoubleRequest): DoubleAnswer;

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: await text(incoming) };
    this.requests.push(request);
    const at = this.faults.findIndex(({ path }) => path.test(url));
    const [scripted] = at < 0 ? [] : this.faults.splice(at, 1);
    const fault = scripted?.fault;
    if (fault === 'drop') response.destroy();
    else if (typeof fault === 'object') send(response, fault);
    else if (fault !== 'hang') finish(response, this.answer(request), fault);
  }
}

function finish(response: ServerResponse, answer: DoubleAnswer, fault: Exclude<Fault, object> | undefined): void {
  if (fault === 'dropAfter') response.destroy();
  else if (fault === 'breakOff') {
    response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"', () => response.destroy());
  } else if (fault === undefined) send(response, answer);
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: DoubleAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
