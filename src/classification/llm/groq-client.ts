import { APIConnectionError, APIConnectionTimeoutError, APIError, Groq } from 'groq-sdk';
import { messageOf } from '../../core/errors';
import { boundedFetch } from './bounded-fetch';
import { readCompletion, readModelList } from './chat-completion';
import { ChatDialect } from './chat-dialect';
import type { Completion, CompletionRequest, LlmClient, LlmServer } from './llm-client';
import { LlmError } from './llm-error';
import { refusalOf } from './refusal';

/** Groq through its own SDK. */
export class GroqClient implements LlmClient {
  private readonly groq: Groq;
  private readonly dialect: ChatDialect;

  /** `server.baseUrl` is the bare origin: the SDK adds `/openai/v1` itself. */
  constructor(readonly server: LlmServer) {
    const { apiKey, baseUrl, timeoutMs, model } = server;
    this.groq = new Groq({
      apiKey,
      baseURL: baseUrl,
      timeout: timeoutMs,
      // The SDK would wait inside the call; budget and breaker decide about the next try.
      maxRetries: 0,
      // The SDK's own time limit ends with the headers, and it reads answers of any size.
      fetch: boundedFetch(timeoutMs),
      logLevel: 'off',
    });
    this.dialect = new ChatDialect(model, true);
  }

  complete(request: CompletionRequest): Promise<Completion> {
    return this.dialect.ask(request, async (body) =>
      readCompletion(await this.call(() => this.groq.chat.completions.create(body)), request),
    );
  }

  async listModels(): Promise<readonly string[]> {
    return readModelList(await this.call(() => this.groq.models.list()));
  }

  private async call(send: () => Promise<unknown>): Promise<unknown> {
    try {
      return await send();
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  private failureOf(error: unknown): LlmError {
    if (error instanceof APIConnectionTimeoutError) return new LlmError('timeout', 'Groq gave no answer in time');
    if (error instanceof APIConnectionError && error.cause instanceof LlmError) return error.cause;
    if (error instanceof APIError) {
      const { status, headers, error: body } = error as APIError;
      if (status !== undefined && headers !== undefined) return refusalOf(status, headers, body, this.server);
    }
    return new LlmError('server_error', `the answer of Groq cannot be read: ${messageOf(error)}`);
  }
}
