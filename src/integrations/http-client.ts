import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { messageOf } from '../core/errors';
import { isObject } from '../core/json';
import { CallError, type Failure } from './call-error';
import type { HttpAnswer, HttpCall } from './http-call';
import { refusalOf } from './http-refusal';
import { PrivateAddressError, publicLookup, unsafeUrlReason } from './safe-url';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface HttpClientOptions {
  /** Texts that no reason may show. */
  readonly secrets: readonly string[];
  /** Whether only public addresses may be called: for targets that came over the network. */
  readonly guarded?: boolean;
  /** Milliseconds for the whole call; 10 s. */
  readonly timeoutMs?: number;
  /** Bytes of an answer that are read; 64 KiB. */
  readonly maxAnswerBytes?: number;
}

/** One HTTP call at a time over a connection of its own, without retries and without following redirects. */
export class HttpClient {
  constructor(private readonly options: HttpClientOptions) {}

  /**
   * @returns a 2xx answer
   * @throws CallError for everything else
   */
  async call(call: HttpCall): Promise<HttpAnswer> {
    const answer = await this.attempt(call);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new CallError(refusalOf(answer, call, this.options.secrets), answer);
  }

  private async attempt(call: HttpCall): Promise<HttpAnswer> {
    const { url } = call;
    const { guarded = false, timeoutMs = TIMEOUT_MS, maxAnswerBytes = MAX_ANSWER_BYTES } = this.options;
    const unsafe = guarded ? unsafeUrlReason(url) : null;
    if (unsafe !== null) throw new CallError({ kind: 'dead', reason: unsafe });
    const connection = { open: false };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await exchange(call, { guarded, maxAnswerBytes, connection, signal });
    } catch (error) {
      if (error instanceof PrivateAddressError) throw new CallError({ kind: 'dead', reason: error.message });
      const why = signal.aborted ? `no answer within ${String(timeoutMs / 1000)} s` : reasonOf(error);
      throw new CallError(lossOf(call, connection.open, why));
    }
  }
}

interface ExchangeOptions {
  readonly guarded: boolean;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
  /** Becomes open as soon as the service may have heard something. */
  readonly connection: { open: boolean };
}

function exchange(call: HttpCall, options: ExchangeOptions): Promise<HttpAnswer> {
  const { url, method, headers, body } = call;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method,
      headers: body === null ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // A kept connection may be closed at any time: then nobody knows whether the service has heard the call.
      agent: false,
      signal: options.signal,
      ...(options.guarded ? { lookup: publicLookup } : {}),
    });
    request.once('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        options.connection.open = true;
      });
    });
    request.once('response', (response) => {
      readAnswer(response, options.maxAnswerBytes).then(resolve, reject);
    });
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size >= maxBytes) break;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8', 0, maxBytes) };
}

function lossOf({ url, idempotent }: HttpCall, connected: boolean, why: string): Failure {
  if (!connected) return { kind: 'retry', reason: `${url.host} cannot be reached: ${why}`, afterMs: null };
  const reason = `the answer of ${url.host} was lost: ${why}`;
  return idempotent ? { kind: 'retry', reason, afterMs: null } : { kind: 'ambiguous', reason };
}

/** The code says it shortest, and all there is when several addresses were tried. */
function reasonOf(error: unknown): string {
  return isObject(error) && typeof error['code'] === 'string' ? error['code'] : messageOf(error);
}
