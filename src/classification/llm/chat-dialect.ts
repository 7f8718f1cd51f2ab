import type { Completion, CompletionRequest, JsonSchema } from './llm-client';
import { LlmError } from './llm-error';

/** How well the answer's form can be enforced, best first: by the schema, as some JSON object, not at all. */
const FORMATS = ['json_schema', 'json_object', null] as const;

type ResponseFormat =
  | { type: 'json_schema'; json_schema: { name: string; strict: boolean; schema: Record<string, unknown> } }
  | { type: 'json_object' };

/** The body of a chat completion request. */
export interface ChatBody {
  model: string;
  messages: { role: 'system' | 'user'; content: string }[];
  response_format?: ResponseFormat;
  max_completion_tokens?: number;
  max_tokens?: number;
  temperature?: number;
  reasoning_effort?: 'low';
}

/**
 * The way to say a request to one server. Compatible servers differ in what they know: it starts with all that
 * helps, and whatever a refusal names is left out from then on.
 */
export class ChatDialect {
  private format = 0;
  private limit: 'max_completion_tokens' | 'max_tokens' = 'max_completion_tokens';
  /** Reasoning models of some servers take no temperature. */
  private temperature = true;

  /** @param reasoning whether models are asked to think little: a verdict needs no more, and thinking is paid for */
  constructor(
    private readonly model: string,
    private reasoning: boolean,
  ) {}

  /** Sends the request, and again for as long as it is refused for something that can be left out. */
  async ask(request: CompletionRequest, send: (body: ChatBody) => Promise<Completion>): Promise<Completion> {
    for (;;) {
      const body = this.body(request);
      try {
        return await send(body);
      } catch (error) {
        if (!(error instanceof LlmError) || error.failure !== 'refused' || !this.simplify(body, error.message)) {
          throw error;
        }
      }
    }
  }

  private body({ system, user, schema, maxTokens }: CompletionRequest): ChatBody {
    const format = responseFormat(FORMATS[this.format] ?? null, schema);
    return {
      model: this.model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      [this.limit]: maxTokens,
      ...(format === null ? {} : { response_format: format }),
      ...(this.temperature ? { temperature: 0 } : {}),
      ...(this.reasoning ? { reasoning_effort: 'low' } : {}),
    };
  }

  /** Gives up what the refusal names of this body. @returns false when it names nothing that was in it */
  private simplify(body: ChatBody, refusal: string): boolean {
    if (body.max_completion_tokens !== undefined && refusal.includes('max_completion_tokens')) {
      this.limit = 'max_tokens';
    } else if (body.temperature !== undefined && refusal.includes('temperature')) {
      this.temperature = false;
    } else if (body.reasoning_effort !== undefined && refusal.includes('reasoning_effort')) {
      this.reasoning = false;
    } else if (body.response_format !== undefined && /response.format|schema|structured/i.test(refusal)) {
      this.format = FORMATS.indexOf(body.response_format.type) + 1;
    } else return false;
    return true;
  }
}

function responseFormat(type: (typeof FORMATS)[number], schema: JsonSchema): ResponseFormat | null {
  if (type === null) return null;
  return type === 'json_object' ? { type } : { type, json_schema: { name: 'verdict', strict: true, schema } };
}
