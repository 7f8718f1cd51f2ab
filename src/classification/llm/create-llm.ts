import { llmSlice, type LlmConfig } from '../../config/llm.config';
import type { CategoryDefinition } from '../../core/verdict';
import type { Suggest } from '../suggestions/suggestions';
import { AnswerReader } from './answer-reader';
import { CircuitBreaker } from './circuit-breaker';
import { GroqClient } from './groq-client';
import { LlmBudget } from './llm-budget';
import type { LlmClient, LlmServer } from './llm-client';
import { LlmJudge } from './llm-judge';
import { LlmPrompt } from './llm-prompt';
import { LlmStrategy } from './llm.strategy';
import { OpenAiClient } from './open-ai-client';

const GROQ_ORIGIN = 'https://api.groq.com';

/** The parts of a configured LLM. */
export interface Llm {
  readonly client: LlmClient;
  readonly judge: LlmJudge;
  /** The last strategy of the classifier. */
  readonly strategy: LlmStrategy;
  /** Verdicts saved under another version answer another question. */
  readonly promptVersion: string;
  /** Calls at once. */
  readonly concurrency: number;
}

export interface LlmOptions {
  readonly categories: readonly CategoryDefinition[];
  /** Verdicts kept in memory. */
  readonly maxTemplates: number;
  /** What to do when the model gives no usable advice. */
  readonly suggest: Suggest;
  /** Told why the LLM stays off although it is configured. */
  readonly onProblem: (text: string) => void;
  /** Clock of budget and breaker, epoch milliseconds. */
  readonly now?: () => number;
}

/** Null when none is configured, or not enough to ask it: then nothing is created, and no log is ever pending. */
export function createLlm(config: LlmConfig, options: LlmOptions): Llm | null {
  const { categories, maxTemplates, suggest, onProblem, now = Date.now } = options;
  if (config.provider === 'none') return null;
  const server = serverOf(config);
  const missing = missingSetting(config, server);
  if (missing !== null) {
    onProblem(`LLM_PROVIDER is ${config.provider}, but ${missing} is not set: the LLM stays off`);
    return null;
  }
  const client = config.provider === 'groq' ? new GroqClient(server) : new OpenAiClient(server);
  const prompt = new LlmPrompt(categories, server.model);
  const reader = new AnswerReader(
    categories.map(({ name }) => name),
    server.model,
    suggest,
  );
  const { maxTokens, concurrency } = config;
  return {
    client,
    judge: new LlmJudge({
      client,
      prompt,
      reader,
      budget: new LlmBudget(config, now),
      breaker: new CircuitBreaker(now),
      maxTokens,
    }),
    strategy: new LlmStrategy(maxTemplates),
    promptVersion: prompt.version,
    concurrency,
  };
}

function serverOf(config: LlmConfig): LlmServer {
  const timeoutMs = config.timeoutSeconds * 1000;
  if (config.provider === 'groq') {
    return {
      // Forgives the root that other clients want: the SDK adds this path itself.
      baseUrl: (config.baseUrl || GROQ_ORIGIN).replace(/\/*(?:openai\/v1)?\/*$/, ''),
      apiKey: config.groqApiKey,
      model: config.groqModel,
      timeoutMs,
      settings: { apiKey: llmSlice.groqApiKey.env, model: llmSlice.groqModel.env },
    };
  }
  return {
    baseUrl: config.baseUrl.replace(/\/+$/, ''),
    apiKey: config.apiKey,
    model: config.model,
    timeoutMs,
    settings: { apiKey: llmSlice.apiKey.env, model: llmSlice.model.env },
  };
}

/** The setting without which nothing can be asked; many servers of one's own need no key. */
function missingSetting({ provider }: LlmConfig, { baseUrl, apiKey, model, settings }: LlmServer): string | null {
  if (baseUrl === '') return llmSlice.baseUrl.env;
  if (model === '') return settings.model;
  return provider === 'groq' && apiKey === '' ? settings.apiKey : null;
}
