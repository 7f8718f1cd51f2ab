import { LLM_DEFAULTS } from '../../../test/support/llm-upgrader';
import { shippedSuggestions } from '../../../test/support/suggestions';
import type { LlmConfig } from '../../config/llm.config';
import { DEFAULT_CATEGORIES } from '../../core/verdict';
import { createLlm, type Llm } from './create-llm';
import { GroqClient } from './groq-client';
import { OpenAiClient } from './open-ai-client';

function create(given: Partial<LlmConfig>): { llm: Llm | null; problems: string[] } {
  const problems: string[] = [];
  const llm = createLlm(
    { ...LLM_DEFAULTS, ...given },
    {
      categories: DEFAULT_CATEGORIES,
      maxTemplates: 10,
      suggest: shippedSuggestions().suggest,
      onProblem: (text) => problems.push(text),
    },
  );
  return { llm, problems };
}

describe('createLlm', () => {
  it('makes nothing unless asked to', () => {
    expect(create({})).toEqual({ llm: null, problems: [] });
  });

  it.each<[Partial<LlmConfig>, string]>([
    [{ provider: 'groq' }, 'LLM_PROVIDER is groq, but GROQ_API_KEY is not set: the LLM stays off'],
    [
      { provider: 'groq', groqApiKey: 'k', groqModel: '' },
      'LLM_PROVIDER is groq, but GROQ_MODEL is not set: the LLM stays off',
    ],
    [{ provider: 'openai', model: 'm' }, 'LLM_PROVIDER is openai, but LLM_BASE_URL is not set: the LLM stays off'],
    [
      { provider: 'openai', baseUrl: 'http://127.0.0.1:1/v1' },
      'LLM_PROVIDER is openai, but LLM_MODEL is not set: the LLM stays off',
    ],
  ])('names what is missing of %j', (given, problem) => {
    expect(create(given)).toEqual({ llm: null, problems: [problem] });
  });

  it.each([
    ['', 'https://api.groq.com'],
    ['https://proxy.example/groq/', 'https://proxy.example/groq'],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com'],
    ['https://api.groq.com/openai/v1/', 'https://api.groq.com'],
  ])('finds Groq at "%s"', (baseUrl, expected) => {
    const { client, concurrency } = create({ provider: 'groq', groqApiKey: 'k', baseUrl }).llm!;
    expect(client).toBeInstanceOf(GroqClient);
    expect(client.server).toEqual({
      baseUrl: expected,
      apiKey: 'k',
      model: 'openai/gpt-oss-120b',
      timeoutMs: 8_000,
      settings: { apiKey: 'GROQ_API_KEY', model: 'GROQ_MODEL' },
    });
    expect(concurrency).toBe(2);
  });

  it('needs no key for a server of one’s own', () => {
    const { client } = create({ provider: 'openai', baseUrl: 'http://127.0.0.1:11434/v1//', model: 'm' }).llm!;
    expect(client).toBeInstanceOf(OpenAiClient);
    expect(client.server).toMatchObject({ baseUrl: 'http://127.0.0.1:11434/v1', apiKey: '', model: 'm' });
  });
});
