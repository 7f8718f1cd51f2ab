import { anyOf } from '../threats/any-of';
import type { ClassifiedLog } from '../../core/log';

export type LoginOutcome = 'failed' | 'succeeded';

/** UTF-16 code units of a message in which a login is looked for. */
const SEARCHED_LENGTH = 512;
const FAILED = new RegExp(
  anyOf(
    String.raw`authentication (?:fail|error)|auth(?:entication)? failed`,
    String.raw`failed (?:password|login|logon|publickey|auth|keyboard|none for|sign[- ]?in)`,
    String.raw`login (?:attempt )?(?:fail|incorrect|denied|unsuccessful)|logon fail`,
    String.raw`(?:invalid|bad|wrong|incorrect) (?:password|credential|login|username or password)`,
    String.raw`password (?:auth[a-z]* failed|check failed|mismatch|incorrect)`,
    String.raw`fail(?:ed|ure) to (?:log|sign|authenticate)|could not authenticate|access denied for user`,
    String.raw`account failed to log on|unsuccessful log|invalid user|unauthorized login|no such user`,
  ),
  'i',
);
const SUCCEEDED = new RegExp(
  anyOf(
    String.raw`accepted (?:password|publickey|keyboard)|log(?:ged|in|on)[ -]?(?:in )?success|logged (?:in|on)\b`,
    String.raw`success[a-z]* (?:log|sign|auth)|authentication succe|session opened for user`,
    String.raw`authenticated success`,
  ),
  'i',
);
const ACCOUNT =
  /(?:\b(?:for|by)(?: (?:invalid|illegal))?(?: user\b)?|\buser(?:name)?(?:[ =:]+)|\baccount(?: name)?[ =:]+|\blogname=|\bacct=)\s*["'<\\]*([\w.@$-]{1,64})/i;
const ACCOUNT_FIELDS = ['user', 'username', 'userName', 'account', 'acct', 'login', 'user_name'] as const;
/** Paths of forms and interfaces that take a password. */
const LOGIN_PATH =
  /\/(?:wp-login\.php|xmlrpc\.php|(?:[\w-]*[-_/])?(?:log-?in|sign-?in|logon|auth(?:enticate)?|sessions?|token|oauth2?)(?:[/.?_-]|$))/i;

/** Whether a log reports a login, and how it went. An answered request counts by its path and status alone. */
export function loginOutcome(log: ClassifiedLog): LoginOutcome | null {
  const { status, path, method } = log.fields;
  if (typeof status === 'number' && typeof path === 'string') {
    return status === 404 ? null : requestOutcome(method === 'POST', path, status);
  }
  const text = log.message.length > SEARCHED_LENGTH ? log.message.slice(0, SEARCHED_LENGTH) : log.message;
  if (FAILED.test(text)) return 'failed';
  return SUCCEEDED.test(text) ? 'succeeded' : null;
}

/** A form answers a wrong password with 401 or 403, or, as WordPress does, with the form again. */
function requestOutcome(posted: boolean, path: string, status: number): LoginOutcome | null {
  if (!posted && status !== 401) return null;
  if (!LOGIN_PATH.test(path)) return null;
  if (status === 401 || status === 403 || status === 429) return 'failed';
  if (path.includes('wp-login.php')) return status === 302 ? 'succeeded' : status === 200 ? 'failed' : null;
  return status >= 200 && status < 400 ? 'succeeded' : null;
}

/** The account that a login was about; null when the log does not say. */
export function accountOf({ fields, message }: ClassifiedLog): string | null {
  for (const name of ACCOUNT_FIELDS) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value.toLowerCase();
  }
  return ACCOUNT.exec(message.slice(0, SEARCHED_LENGTH))?.[1]?.toLowerCase() ?? null;
}
