import { anyOf } from '../threats/any-of';
import type { ClassifiedLog } from '../../core/log';

/** `answered` is a form that got an answer from which nobody can tell. */
export type LoginOutcome = 'failed' | 'succeeded' | 'answered';

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

/** Of those the forms for people; interfaces hand out tokens to other servers all day. */
const LOGIN_FORM = /\/(?:xmlrpc\.php|(?:[\w-]*[-_/])?(?:log-?in|sign-?in|logon)(?:[/.?_-]|$))/i;
/** Places that ask for HTTP's own authentication, where 401 to a browser is a wrong password once it had one. */
const PROTECTED_PATH = /^\/(?:[\w-]+\/)?(?:wp-)?(?:admin(?:istrator)?|manager|phpmyadmin)(?:[/?]|$)/i;
/** PAM's account of what sshd reports itself. */
const TOLD_TWICE = /pam_\w+\(sshd:|^(?:sshd\S* )?pam \d+ more /i;

/** Whether a log reports a login, and how it went. An answered request counts by its path and status alone. */
export function loginOutcome(log: ClassifiedLog): LoginOutcome | null {
  const { status, path, method } = log.fields;
  if (typeof status === 'number' && typeof path === 'string') {
    if (status === 404) return null;
    // The user of an access log is the one of HTTP's own authentication; elsewhere it is whoever is signed in.
    const named = log.format.includes('access') && accountField(log) !== null;
    return requestOutcome(method === 'POST', path, status, named);
  }
  const text = log.message.length > SEARCHED_LENGTH ? log.message.slice(0, SEARCHED_LENGTH) : log.message;
  if (FAILED.test(text)) return TOLD_TWICE.test(text) ? null : 'failed';
  return SUCCEEDED.test(text) ? 'succeeded' : null;
}

/** A form answers a wrong password with 401 or 403, or, as WordPress does, with the form again. */
function requestOutcome(posted: boolean, path: string, status: number, named: boolean): LoginOutcome | null {
  if (!posted && status !== 401) return null;
  if (!LOGIN_PATH.test(path)) return status === 401 && (named || PROTECTED_PATH.test(path)) ? 'failed' : null;
  if (status === 401 || status === 403 || status === 429) return 'failed';
  if (path.includes('wp-login.php')) return status === 302 ? 'succeeded' : status === 200 ? 'failed' : null;
  if (status === 200 && LOGIN_FORM.test(path)) return 'answered';
  return status >= 200 && status < 400 ? 'succeeded' : null;
}

/** The account that a login was about; null when the log does not say. */
export function accountOf(log: ClassifiedLog): string | null {
  return accountField(log) ?? ACCOUNT.exec(log.message.slice(0, SEARCHED_LENGTH))?.[1]?.toLowerCase() ?? null;
}

function accountField({ fields }: ClassifiedLog): string | null {
  for (const name of ACCOUNT_FIELDS) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '' && value !== '-') return value.toLowerCase();
  }
  return null;
}
