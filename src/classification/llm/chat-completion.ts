import { z } from 'zod';
import type { Completion, CompletionRequest } from './llm-client';
import { LlmError } from './llm-error';
import { estimatedTokens } from './estimated-tokens';

const CHOICE = z.object({
  message: z.object({ content: z.string().nullish() }),
  finish_reason: z.string().nullish(),
});

/** What is read of a chat completion: the first choice, since no more than one is asked for. */
const CHAT_COMPLETION = z.object({
  choices: z.tuple([CHOICE], z.unknown()),
  usage: z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() }).nullish(),
});

const MODEL_LIST = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Reads an answer; tokens that the server does not count are estimated. @throws LlmError `server_error` */
export function readCompletion(body: unknown, { system, user }: CompletionRequest): Completion {
  const parsed = CHAT_COMPLETION.safeParse(body);
  if (!parsed.success)
    throw new LlmError('server_error', 'the LLM server answers with something that is no completion');
  const { choices, usage } = parsed.data;
  const [{ message, finish_reason: finishReason }] = choices;
  const text = message.content ?? '';
  return {
    text,
    promptTokens: usage?.prompt_tokens ?? estimatedTokens(system + user),
    completionTokens: usage?.completion_tokens ?? estimatedTokens(text),
    finishReason: finishReason ?? '',
  };
}

/** @throws LlmError `server_error` */
export function readModelList(body: unknown): string[] {
  const parsed = MODEL_LIST.safeParse(body);
  if (!parsed.success)
    throw new LlmError('server_error', 'the LLM server answers with something that is no list of models');
  return parsed.data.data.map(({ id }) => id);
}
