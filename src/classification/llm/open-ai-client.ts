import { boundedFetch } from './bounded-fetch';
import { readCompletion, readModelList } from './chat-completion';
import { ChatDialect } from './chat-dialect';
import type { Completion, CompletionRequest, LlmClient, LlmServer } from './llm-client';
import { refusalOf } from './refusal';

/** Any server that speaks OpenAI's protocol: llama.cpp, Ollama, vLLM, LM Studio, gateways, OpenAI itself. */
export class OpenAiClient implements LlmClient {
  private readonly fetch: typeof fetch;
  private readonly dialect: ChatDialect;

  /** `server.baseUrl` ends in `/v1` or whatever stands before `/chat/completions`. */
  constructor(readonly server: LlmServer) {
    this.fetch = boundedFetch(server.timeoutMs);
    this.dialect = new ChatDialect(server.model, false);
  }

  complete(request: CompletionRequest): Promise<Completion> {
    return this.dialect.ask(request, async (body) =>
      readCompletion(await this.call('/chat/completions', { method: 'POST', body: JSON.stringify(body) }), request),
    );
  }

  async listModels(): Promise<readonly string[]> {
    return readModelList(await this.call('/models', { method: 'GET' }));
  }

  private async call(path: string, init: RequestInit): Promise<unknown> {
    const { baseUrl, apiKey } = this.server;
    const response = await this.fetch(`${baseUrl}${path}`, {
      ...init,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    });
    const body = await jsonOf(response);
    if (!response.ok) throw refusalOf(response.status, response.headers, body, this.server);
    return body;
  }
}

/** Null for what is no JSON, such as the HTML page of a proxy: whoever reads it finds nothing in it. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
