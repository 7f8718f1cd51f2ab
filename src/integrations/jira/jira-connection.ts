import type { Config } from 'jira.js';
import type { z } from 'zod';
import { isObject } from '../../core/json';
import { CallError } from '../call-error';
import { HttpClient } from '../http-client';
import type { JiraSettings } from './jira-api';

/** Comments and descriptions come back whole. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Calls that change nothing, or that lead to the same status again. */
const IDEMPOTENT_POST = /\/(?:search|search\/jql|transitions)$/;

/** What jira.js asks an adapter of axios for. */
interface AdapterCall {
  readonly method?: string;
  readonly baseURL?: string;
  readonly url?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly headers: { toJSON(): Readonly<Record<string, unknown>> };
}

interface AdapterAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
  readonly config: AdapterCall;
}

/** Lets jira.js speak through our client: its own does not know whether a call has left. */
export function jiraConnection({ server, email, token }: JiraSettings): Config {
  const http = new HttpClient({ secrets: [token], maxAnswerBytes: MAX_ANSWER_BYTES });
  const common = { host: server.replace(/\/+$/, ''), baseRequestConfig: { adapter: adapterOf(http) } };
  return email === ''
    ? { ...common, authentication: { oauth2: { accessToken: token } } }
    : { ...common, authentication: { basic: { email, apiToken: token } } };
}

function adapterOf(http: HttpClient): (call: AdapterCall) => Promise<AdapterAnswer> {
  return async (call) => {
    const method = (call.method ?? 'GET').toUpperCase();
    const url = urlOf(call);
    const answer = await http.call({
      method,
      url,
      headers: headersOf(call),
      body: typeof call.data === 'string' ? call.data : null,
      idempotent: method === 'GET' || IDEMPOTENT_POST.test(url.pathname),
    });
    const headers = Object.fromEntries(answer.headers);
    return { status: answer.status, statusText: '', headers, data: answer.body, config: call };
  };
}

/**
 * Awaits a call of jira.js and reads its answer.
 * @throws CallError in place of what jira.js has made of it; `ambiguous` when the answer is not one of Jira's
 */
export async function answerOf<T>(call: Promise<unknown>, schema: z.ZodType<T>): Promise<T> {
  const read = schema.safeParse(await call.catch(rethrown));
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw new CallError({ kind: 'ambiguous', reason: `the answer is not one of Jira's: ${where || 'it is no object'}` });
}

/** jira.js keeps what the adapter has thrown inside of an exception of its own. */
export function rethrown(error: unknown): never {
  const inner = isObject(error) ? error['response'] : undefined;
  throw inner instanceof CallError ? inner : error;
}

function urlOf({ baseURL = '', url = '', params = {} }: AdapterCall): URL {
  const full = new URL(`${baseURL}${url}`);
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) full.searchParams.set(name, value.join(','));
    else if (typeof value === 'string' || typeof value === 'number') full.searchParams.set(name, String(value));
  }
  return full;
}

function headersOf({ headers }: AdapterCall): Record<string, string> {
  const given = Object.entries(headers.toJSON()).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(given);
}
