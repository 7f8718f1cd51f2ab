import type { EnrichedLog } from '../core/log';
import { ATTACK_CATEGORY, type Verdict } from '../core/verdict';
import type { ClassificationStrategy, Verdicts } from './strategy';

/** How the attacked server answered, as far as the log says. */
type Answer = 'succeeded' | 'failed' | 'unknown' | 'blocked';

interface Assessment {
  /** Severity 1-10 by how the server answered. */
  readonly severity: Readonly<Record<Answer, number>>;
  readonly suggestion: string;
}

/** Severity from which somebody must look now. */
const INCIDENT_SEVERITY = 8;
/** Below what docs/threats.md measures, because every site has harmless traffic of its own. */
const CONFIDENCE = 0.97;
const STATUS_FIELDS = ['status', 'statusCode', 'status_code', 'response_code', 'sc-status'] as const;

function severities(succeeded: number, failed: number, unknown: number, blocked: number): Assessment['severity'] {
  return { succeeded, failed, unknown, blocked };
}

const EXECUTION = severities(9, 8, 8, 7);
const DISCLOSURE = severities(9, 8, 7, 6);

/** By the names in `log.threats`. */
const ASSESSMENTS: ReadonlyMap<string, Assessment> = new Map<string, Assessment>([
  [
    'brute-force-success',
    {
      severity: severities(9, 9, 9, 9),
      suggestion:
        'Treat the account as taken over: end its sessions, reset its password and keys, block the address, and review what it did since the login.',
    },
  ],
  [
    'log4shell',
    {
      severity: EXECUTION,
      suggestion:
        'Check that every Log4j on the host is 2.17.1 or newer, look for outgoing LDAP, RMI or DNS connections at that time, and isolate the host if there are any.',
    },
  ],
  [
    'command-injection',
    {
      severity: EXECUTION,
      suggestion:
        'Check the host for processes, files and connections started by the web server at that time; block the address and pass arguments to programs without a shell.',
    },
  ],
  [
    'sql-injection',
    {
      severity: EXECUTION,
      suggestion:
        'Check the database log for the statements of this request and for data that left; use bound parameters for the named parameter and block the address.',
    },
  ],
  [
    'webshell',
    {
      severity: EXECUTION,
      suggestion:
        'Look for the named script on the server; if it is there, isolate the host, keep it for evidence and rebuild it from a clean source.',
    },
  ],
  [
    'deserialization',
    {
      severity: EXECUTION,
      suggestion:
        'Check the application for processes it started at that time; stop deserializing data of clients or allow a fixed list of types only.',
    },
  ],
  [
    'template-injection',
    {
      severity: EXECUTION,
      suggestion:
        'Find where the parameter is put into a template, pass it as data instead, and check the host for commands run at that time.',
    },
  ],
  [
    'file-inclusion',
    {
      severity: DISCLOSURE,
      suggestion:
        'Let the parameter choose from a fixed list of files, switch off remote includes, and check the size of the answer for what was read.',
    },
  ],
  [
    'ssrf',
    {
      severity: DISCLOSURE,
      suggestion:
        'Check what the server fetched; allow outgoing requests to known hosts only, require session tokens for the metadata service and change credentials it may have given out.',
    },
  ],
  [
    'xxe',
    {
      severity: DISCLOSURE,
      suggestion:
        'Switch off document types and external entities in the XML parser and check which files or hosts it read.',
    },
  ],
  [
    'nosql-injection',
    {
      severity: DISCLOSURE,
      suggestion:
        'Reject objects where the application expects text, and check whether the request logged somebody in or returned foreign data.',
    },
  ],
  [
    'ldap-injection',
    {
      severity: DISCLOSURE,
      suggestion:
        'Escape the value before it enters the LDAP filter (RFC 4515) and check whether the request logged somebody in.',
    },
  ],
  [
    'directory-traversal',
    {
      severity: DISCLOSURE,
      suggestion:
        'Compare the size of the answer with that of the named file; resolve paths and refuse those outside the served directory; change secrets that were readable.',
    },
  ],
  [
    'brute-force',
    {
      severity: severities(7, 7, 7, 7),
      suggestion: 'Block or slow down the address, lock or watch the accounts it tried, and require a second factor.',
    },
  ],
  [
    'xss',
    {
      severity: severities(7, 6, 6, 6),
      suggestion:
        'Check whether the page shows the value unescaped; escape it on output, set a Content-Security-Policy, and end sessions that followed such a link.',
    },
  ],
  [
    'crlf-injection',
    {
      severity: severities(7, 6, 6, 6),
      suggestion:
        'Refuse line breaks in values that go into headers, mails or logs, and purge caches that may hold the forged answer.',
    },
  ],
  [
    'null-byte',
    {
      severity: severities(7, 6, 6, 6),
      suggestion: 'Refuse NUL in paths and parameters, and check which file the request reached.',
    },
  ],
  [
    'scanner-probe',
    {
      severity: severities(8, 6, 6, 5),
      suggestion:
        'If the server answered with content, remove the file from the web root and change every secret in it; otherwise block the address when it goes on.',
    },
  ],
  [
    'scanning',
    {
      severity: severities(6, 6, 6, 6),
      suggestion:
        'Block the address at the firewall or proxy and check what it found: requests of it that were answered with 2xx.',
    },
  ],
]);

/**
 * The verdict on a log that carries threats, by the worst of them and by how the server answered; null when it carries
 * none. `category` is the configured one for attacks.
 */
export function threatVerdict({ threats, fields }: EnrichedLog, category = ATTACK_CATEGORY): Verdict | null {
  const answer = threats.length === 0 ? 'unknown' : answerOf(fields);
  let worst: Verdict | null = null;
  for (const kind of threats) {
    const assessment = ASSESSMENTS.get(kind);
    if (assessment === undefined) continue;
    const severity = assessment.severity[answer];
    if (worst !== null && worst.severity >= severity) continue;
    worst = {
      category,
      severity,
      triage: severity >= INCIDENT_SEVERITY ? 'incident' : 'preventive_action',
      confidence: CONFIDENCE,
      decidedBy: 'regex',
      ruleId: `threat-${kind}`,
      modelVersion: null,
      suggestion: assessment.suggestion,
    };
  }
  return worst;
}

/** A redirect says neither that an attack worked nor that it was refused. */
function answerOf(fields: EnrichedLog['fields']): Answer {
  for (const name of STATUS_FIELDS) {
    const status = Number(fields[name]);
    if (status >= 200 && status < 300) return 'succeeded';
    if (status >= 400 && status < 500) return 'blocked';
    if (status >= 500 && status < 600) return 'failed';
  }
  return 'unknown';
}

/** Decides logs whose enrichment found an attack; it stands before the rules, which see one line's words only. */
export class ThreatStrategy implements ClassificationStrategy {
  readonly stage = 'regex';

  constructor(private readonly category: string = ATTACK_CATEGORY) {}

  classify(logs: readonly EnrichedLog[]): Verdicts {
    return logs.map((log) => (log.threats.length === 0 ? null : threatVerdict(log, this.category)));
  }
}
