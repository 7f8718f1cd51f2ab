/** A JSON Schema, written in the few keywords that every server with structured output takes. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One question: a fixed part, which servers cache when it comes first, and the part that changes. */
export interface CompletionRequest {
  readonly system: string;
  readonly user: string;
  readonly schema: JsonSchema;
  /** Most tokens of the answer, reasoning included. */
  readonly maxTokens: number;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface Completion extends TokenUsage {
  readonly text: string;
  /** `stop` when the model ended by itself, `length` when it was cut off. */
  readonly finishReason: string;
}

/** Where a model is, and which settings say so: a failure can then name what to change. */
export interface LlmServer {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Empty for servers that ask for none. */
  readonly apiKey: string;
  readonly model: string;
  /** Longest time from the request to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Environment names of the settings. */
  readonly settings: { readonly apiKey: string; readonly model: string };
}

/** A chat model behind HTTP. One call is one request: whoever calls decides about trying again. */
export interface LlmClient {
  readonly server: LlmServer;
  /** @throws LlmError */
  complete(request: CompletionRequest): Promise<Completion>;
  /** Names of the models that the server offers. @throws LlmError */
  listModels(): Promise<readonly string[]>;
}
