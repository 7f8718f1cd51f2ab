import { isObject } from '../../core/json';
import { Redactor } from '../../core/redact';
import type { LlmServer } from './llm-client';
import { LlmError } from './llm-error';
import { plainText } from './plain-text';

const LONGEST_WAIT_MS = 15 * 60_000;
/** UTF-16 code units of what a server says that are passed on. */
const QUOTED_LENGTH = 300;
/** Groq answers 400 `model_decommissioned`, others say it in words. */
const RETIRED = /decommissioned|retired|no longer (?:supported|available)/i;
const redactor = new Redactor('mask');

/** What an HTTP status other than 2xx means. `body` is its parsed JSON, or anything else. */
export function refusalOf(status: number, headers: Headers, body: unknown, server: LlmServer): LlmError {
  const { code, message } = detailOf(body);
  const said = quoted(message, server.apiKey);
  const answer = `${new URL(server.baseUrl).host} answers HTTP ${String(status)}`;
  const { settings, model } = server;
  if (status === 401 || status === 403) {
    // Not quoted: servers like to repeat the key they did not take.
    return new LlmError('denied', `${answer} to the key: check ${settings.apiKey}`);
  }
  if (status === 402 || code === 'insufficient_quota') {
    return new LlmError('denied', `${answer}: the account of ${settings.apiKey} has no credit left${said}`);
  }
  if (status === 404 || status === 410 || code.startsWith('model_') || (status === 400 && RETIRED.test(message))) {
    return new LlmError(
      'no_model',
      `${answer} for the model "${model}"${said}. Providers retire models: check ${settings.model}, then LLM_BASE_URL`,
    );
  }
  if (status === 429) return new LlmError('rate_limited', `${answer}${said}`, retryAfterMs(headers));
  // Groq checks the answer against the schema itself.
  if (code === 'json_validate_failed') return new LlmError('unusable', `${answer}${said}`);
  if (status >= 500 || status === 408) return new LlmError('server_error', `${answer}${said}`, retryAfterMs(headers));
  return new LlmError('refused', `${answer}${said}`);
}

/** OpenAI and Groq nest the error, vLLM gives it flat, Ollama gives a text. */
function detailOf(body: unknown): { code: string; message: string } {
  if (!isObject(body)) return { code: '', message: '' };
  const error = isObject(body['error']) ? body['error'] : body;
  const message = typeof body['error'] === 'string' ? body['error'] : error['message'];
  const code = error['code'];
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
}

/** The words of the server behind a colon, or nothing when it said none. */
function quoted(message: string, apiKey: string): string {
  const keyless = apiKey === '' ? message : message.replaceAll(apiKey, '[key]');
  const text = redactor.text(plainText(keyless, QUOTED_LENGTH));
  return text === '' ? '' : `: ${text}`;
}

/** RFC 9110 §10.2.3: seconds or a date. Null when the server does not say. */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}
