import { messageOf } from '../../core/errors';
import { isObject } from '../../core/json';
import { LlmError } from './llm-error';

/** A verdict is a few hundred bytes; nothing a model has to say needs more. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * A `fetch` that reads the whole answer itself: `timeoutMs` covers it to the last byte, it may not be larger than
 * 1 MiB, and redirects are failures, since the key and the log would follow them.
 * @throws LlmError `timeout`, `unreachable` or `server_error`; HTTP errors are answers and returned.
 */
export function boundedFetch(timeoutMs: number): typeof fetch {
  return async (input, init) => {
    const host = new URL(input instanceof Request ? input.url : input).host;
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort();
    }, timeoutMs);
    try {
      const response = await fetch(input, { ...init, redirect: 'manual', signal: limit.signal });
      const { status, headers } = response;
      if (status >= 300 && status < 400) {
        throw new LlmError('server_error', `${host} redirects (HTTP ${String(status)}), which is not followed`);
      }
      const body = await readBody(response, host);
      return new Response(body.length === 0 ? null : body, { status, headers });
    } catch (error) {
      if (error instanceof LlmError) throw error;
      if (limit.signal.aborted) {
        throw new LlmError('timeout', `${host} gave no complete answer within ${String(timeoutMs / 1000)} s`);
      }
      throw new LlmError('unreachable', `${host} cannot be reached: ${reasonOf(error)}`);
    } finally {
      clearTimeout(timer);
      // Lets go of what has not been read.
      limit.abort();
    }
  };
}

async function readBody(response: Response, host: string): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  // Counts what comes out of decompression; the length that a header promises proves nothing.
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new LlmError('server_error', `the answer of ${host} is larger than ${String(MAX_ANSWER_BYTES)} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `fetch` says no more than "fetch failed"; what failed is in its cause. */
function reasonOf(error: unknown): string {
  const cause = isObject(error) ? error['cause'] : undefined;
  if (!isObject(cause)) return messageOf(error);
  return typeof cause['code'] === 'string' ? cause['code'] : String(cause['message']);
}
