import { isObject } from '../core/json';
import type { Failure } from './call-error';
import type { HttpAnswer, HttpCall } from './http-call';
import { plainLine } from './plain-text';

const LONGEST_WAIT_MS = 15 * 60_000;
/** UTF-16 code units of what a service says that are passed on. */
const QUOTED_LENGTH = 200;
/** The service asks for the same again: too slow, too early, too often. */
const ASKED_AGAIN = new Set([408, 425, 429]);
/** A gateway speaks for the service behind it, which may have done what it was asked for. */
const GATEWAY_LOST_IT = new Set([502, 504]);

/** What an answer other than 2xx means. */
export function refusalOf(answer: HttpAnswer, call: HttpCall, secrets: readonly string[]): Failure {
  const { status, headers } = answer;
  const reason = `${call.url.host} answers HTTP ${String(status)}${saidBy(answer, secrets)}`;
  if (GATEWAY_LOST_IT.has(status) && !call.idempotent) return { kind: 'ambiguous', reason };
  if (ASKED_AGAIN.has(status) || status >= 500) {
    return { kind: 'retry', reason, afterMs: retryAfterMs(headers.get('retry-after'), Date.now()) };
  }
  const redirected = status >= 300 && status < 400;
  return { kind: 'dead', reason: redirected ? `${reason}: redirects are not followed` : reason };
}

/**
 * RFC 9110 §10.2.3: seconds or a date, in milliseconds from now on, at most 15 minutes. Null when it says nothing that
 * can be understood.
 */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}

/** The service's own words behind a colon, or nothing when it said none. */
function saidBy({ status, body }: HttpAnswer, secrets: readonly string[]): string {
  // Services like to repeat the key that they did not take.
  if (status === 401) return ': check the credentials';
  const text = quotable(wordsOf(body), secrets);
  return text === '' ? '' : `: ${text}`;
}

/** What a service says, fit for people: short, plain, without the secrets of the call. */
export function quotable(words: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((secret) => secret !== '').reduce((text, s) => text.replaceAll(s, '[secret]'), words);
  return plainLine(hidden, QUOTED_LENGTH);
}

/** Jira lists messages and wrong fields, Microsoft nests an error, others give a text or RFC 9457 members. */
function wordsOf(body: string): string {
  const parsed = parsedJson(body);
  if (!isObject(parsed)) return /^\s*</.test(body) ? '' : body;
  const { errorMessages, errors, error, message, detail, title } = parsed;
  const fields = isObject(errors) ? Object.entries(errors).map(([name, what]) => `${name}: ${String(what)}`) : [];
  const nested = isObject(error) ? error['message'] : error;
  const listed: unknown[] = Array.isArray(errorMessages) ? errorMessages : [];
  const all = [...listed, ...fields, nested, message, detail, title];
  return all.filter((words) => typeof words === 'string' && words !== '').join('; ');
}

/** Undefined for what is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
