import { createHmac } from 'node:crypto';
import { isObject, type Fields, type JsonValue } from './json';
import { RecentMap } from './recent-map';

/** `mask` replaces a secret by its kind, `hash` by a keyed token that still groups, `off` keeps it. */
export const REDACTION_POLICIES = ['mask', 'hash', 'off'] as const;
export type RedactionPolicy = (typeof REDACTION_POLICIES)[number];

/** One kind of secret and where it stands in a match. */
interface SecretPattern {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Capture group that holds the secret; 0 for the whole match. */
  readonly group: number;
  readonly accept?: (secret: string) => boolean;
}

/**
 * Two cheap looks that most lines end with. They must match wherever one of the patterns below can: a line they let
 * pass is not looked at again. This one is for texts in lower case.
 */
const SUSPECT_WORD =
  /pass|pwd|secret|token|api[-_ ]?key|access[-_]?key|private[-_ ]key|authorization|cookie|credential|bearer |session[-_]?id|a[ks]ia|gh[pousr]_|github_pat_|xox[abprs]-|sk-|aiza|eyj|:\/\/[^\s/@]+@/;
/** Thirteen digits; the first ones stand alone because a loop costs twice the time on the many shorter numbers. */
const SUSPECT_NUMBER = /\d[ -]?\d[ -]?\d[ -]?\d[ -]?\d(?:[ -]?\d){8}/;

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)?$|^pwd$|secret|token$|api[-_ ]?key|access[-_]?key|private[-_]?key|authorization|^(?:set-)?cookie$|credentials?$|session[-_]?id/i;

/** Names of fields come again and again, whatever is in them. */
const knownNames = new RecentMap<boolean>(5_000);

const PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private-key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    group: 0,
  },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, group: 0 },
  { kind: 'aws-key', pattern: /\bA[KS]IA[0-9A-Z]{16}\b/g, group: 0 },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,})/g, group: 0 },
  { kind: 'slack-token', pattern: /\bxox[abprs]-[\w-]{10,}/g, group: 0 },
  { kind: 'api-key', pattern: /\b(?:sk-[\w-]{20,}|AIza[\w-]{35})/g, group: 0 },
  { kind: 'url-password', pattern: /:\/\/[^\s/@:]*:([^\s/@]+)@/g, group: 1 },
  {
    kind: 'authorization',
    pattern: /\b(?:bearer|basic|digest|negotiate)\s+([\w+/=.~-]{8,})/gi,
    group: 1,
    accept: (s) => /[\d=+/A-Z]/.test(s),
  },
  {
    kind: 'password',
    pattern:
      /(?:pass(?:word|wd|phrase|code)?|\bpwd|secret|api[-_ ]?key|access[-_]?key|private[-_]?key|credentials?)["']?\s{0,4}[=:]\s{0,4}("[^"]+"|'[^']+'|[^\s,;&"'<>{}[\]]+)/gi,
    group: 1,
  },
  {
    kind: 'token',
    pattern:
      /(?:token|authorization|cookie|session[-_]?id)["']?\s{0,4}[=:]\s{0,4}("[^"]+"|'[^']+'|[^\s,;&"'<>{}[\]]+)/gi,
    group: 1,
    // "token: expired" is wording; a credential is long and carries digits.
    accept: (secret) => secret.length >= 6 && /\d/.test(secret),
  },
  { kind: 'card', pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, group: 0, accept: isCardNumber },
];

/** Luhn check (ISO/IEC 7812-1) over 13–19 digits with the first digit of a payment network. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isSecretName(name: string): boolean {
  let secret = knownNames.get(name);
  if (secret === undefined) knownNames.set(name, (secret = SECRET_NAME.test(name)));
  return secret;
}

/** Takes secrets out of texts and fields before a model, the LLM or the database can see them. */
export class Redactor {
  /** @param hashKey needed by the `hash` policy; tokens of two installations differ with it. */
  constructor(
    private readonly policy: RedactionPolicy,
    private readonly hashKey: string | null = null,
  ) {
    if (policy === 'hash' && hashKey === null) throw new Error('the redaction policy "hash" needs a key');
  }

  /** False when the text certainly holds no secret. */
  suspects(text: string): boolean {
    return this.policy !== 'off' && (SUSPECT_NUMBER.test(text) || SUSPECT_WORD.test(text.toLowerCase()));
  }

  /** The text without its secrets; the very same string when it holds none. */
  text(text: string): string {
    if (!this.suspects(text)) return text;
    let clean = text;
    for (const { kind, pattern, group, accept } of PATTERNS) {
      clean = clean.replace(pattern, (match: string, ...rest: unknown[]) => {
        const captured = group === 0 ? match : rest[group - 1];
        if (typeof captured !== 'string' || captured.startsWith('[REDACTED') || accept?.(captured) === false)
          return match;
        const at = group === 0 ? 0 : match.lastIndexOf(captured);
        return match.slice(0, at) + this.token(kind, captured) + match.slice(at + captured.length);
      });
    }
    return clean;
  }

  /** Copies of the fields with secret values replaced: by name (`password`, `authorization`…) and by content. */
  fields(fields: Fields): Fields {
    if (this.policy === 'off') return fields;
    const clean: Fields = {};
    for (const [name, value] of Object.entries(fields)) clean[name] = this.value(name, value);
    return clean;
  }

  private value(name: string, value: JsonValue): JsonValue {
    if (typeof value === 'string') {
      return isSecretName(name) && value !== '' ? this.token('password', value) : this.text(value);
    }
    if (Array.isArray(value)) return value.map((item) => this.value(name, item));
    if (isObject(value)) return this.fields(value);
    return typeof value === 'number' && isSecretName(name) ? this.token('password', String(value)) : value;
  }

  private token(kind: string, secret: string): string {
    if (this.policy === 'mask' || this.hashKey === null) return `[REDACTED:${kind}]`;
    const digest = createHmac('sha256', this.hashKey).update(secret).digest('hex').slice(0, 12);
    return `[REDACTED:${kind}:${digest}]`;
  }
}
