import { setting, type SliceValues } from './setting';
import { float, int, oneOf, text, url } from './schemas';

export const llmSlice = {
  provider: setting({
    env: 'LLM_PROVIDER',
    doc: 'Which LLM is asked about templates the model is not sure of.',
    schema: oneOf(['none', 'groq', 'openai']),
    default: 'none' as const,
  }),
  baseUrl: setting({
    env: 'LLM_BASE_URL',
    doc: 'For groq the origin (default https://api.groq.com); for openai the root that ends in /v1, e.g. http://127.0.0.1:11434/v1.',
    schema: url(),
    default: '',
  }),
  apiKey: setting({
    env: 'LLM_API_KEY',
    doc: 'Key for an OpenAI-compatible server; empty for one that asks for none.',
    schema: text(),
    default: '',
    secret: true,
  }),
  groqApiKey: setting({ env: 'GROQ_API_KEY', doc: 'Key for Groq.', schema: text(), default: '', secret: true }),
  model: setting({ env: 'LLM_MODEL', doc: 'Model name on an OpenAI-compatible server.', schema: text(), default: '' }),
  groqModel: setting({ env: 'GROQ_MODEL', doc: 'Model name on Groq.', schema: text(), default: 'openai/gpt-oss-120b' }),
  timeoutSeconds: setting({
    env: 'LLM_TIMEOUT_SECONDS',
    doc: 'Longest time one call may take, in seconds.',
    schema: int(1, 300),
    default: 8,
  }),
  maxTokens: setting({
    env: 'LLM_MAX_TOKENS',
    doc: 'Most tokens of one answer, reasoning included; an answer that needs more counts as failed.',
    schema: int(64, 32_768),
    default: 1024,
  }),
  concurrency: setting({
    env: 'LLM_CONCURRENCY',
    doc: 'Calls at once.',
    schema: int(1, 8),
    default: 2,
  }),
  tokensPerMinute: setting({
    env: 'LLM_TOKENS_PER_MINUTE',
    doc: 'Token budget a minute, of each server process.',
    schema: int(100),
    default: 20_000,
  }),
  costPerDay: setting({
    env: 'LLM_COST_PER_DAY',
    doc: 'Cost budget of each server process a UTC day, in the currency of the two prices. 0 means no limit.',
    schema: float(0, 1e9),
    default: 1,
  }),
  inputPrice: setting({
    env: 'LLM_INPUT_PRICE',
    doc: 'Price of a million prompt tokens.',
    schema: float(0, 1e6),
    default: 0.15,
  }),
  outputPrice: setting({
    env: 'LLM_OUTPUT_PRICE',
    doc: 'Price of a million completion tokens.',
    schema: float(0, 1e6),
    default: 0.6,
  }),
};

export type LlmConfig = SliceValues<typeof llmSlice>;
