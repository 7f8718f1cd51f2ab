/** What to do about a log: someone now, someone before it becomes an incident, nobody. Worst first. */
export const TRIAGES = ['incident', 'preventive_action', 'normal'] as const;
export type Triage = (typeof TRIAGES)[number];

/** The stages that can decide, in the order in which they are asked. */
export const STAGES = ['regex', 'bert', 'llm', 'fallback'] as const;
export type Stage = (typeof STAGES)[number];

/** The honest answer when no stage knows. It is never one of the configured categories. */
export const UNCLASSIFIED = 'Unclassified';

/** One category with the definition that the docs, the LLM prompt and the UI all show. */
export interface CategoryDefinition {
  readonly name: string;
  readonly definition: string;
}

/** What attacks get, whoever sees them. */
export const ATTACK_CATEGORY = 'Security Alert';

/** The categories of a fresh installation; an administrator may configure others. */
export const DEFAULT_CATEGORIES: readonly CategoryDefinition[] = [
  {
    name: 'HTTP Status',
    definition:
      'a record of an HTTP request and its status (access-log line, API call result) where nothing worse is said',
  },
  {
    name: ATTACK_CATEGORY,
    definition: 'authentication failure, intrusion or attack attempt, privilege misuse, suspicious activity',
  },
  {
    name: 'System Notification',
    definition:
      'routine operation: start or stop, backup, update, configuration loaded, scheduled job, connection opened or closed, progress',
  },
  {
    name: 'Error',
    definition:
      'a failed operation or fault limited to one request or component: exception, timeout, connection refused, I/O or parse failure',
  },
  {
    name: 'Critical Error',
    definition:
      'system-wide or unrecoverable failure: kernel panic, fatal hardware error, data loss or corruption, service down, out-of-memory kill',
  },
  {
    name: 'Resource Usage',
    definition: 'amounts or thresholds of CPU, memory, disk, network, quota, pool or queue',
  },
  {
    name: 'User Action',
    definition:
      'something an account did: logged in or out, created, changed or deleted an object, accessed, purchased',
  },
  {
    name: 'Workflow Error',
    definition: 'a business process, task, ticket, approval or escalation step failed or was misrouted',
  },
  {
    name: 'Deprecation Warning',
    definition: 'deprecated API, feature or module in use; end-of-life notice',
  },
];

export const CATEGORY_NAMES: readonly string[] = DEFAULT_CATEGORIES.map(({ name }) => name);

/** The answer to one log: what it is about, how bad it is, what to do, and who said so. */
export interface Verdict {
  /** A configured category or {@link UNCLASSIFIED}. */
  readonly category: string;
  /** Integer 1–10: 1–3 routine, 4–6 look at it, 7–8 act, 9–10 act now. */
  readonly severity: number;
  readonly triage: Triage;
  /** 0..1; of the answers with confidence about p, a share p is right. */
  readonly confidence: number;
  readonly decidedBy: Stage;
  /** Set when a rule decided. */
  readonly ruleId: string | null;
  /** Set when a model decided: the classifier's version or the LLM's name. */
  readonly modelVersion: string | null;
  /** What to do; never null unless triage is `normal`. */
  readonly suggestion: string | null;
}

/** Severity from which a row counts as important whatever its triage; so does any triage but `normal`. */
export const IMPORTANT_SEVERITY = 4;

/** Whether somebody may want to look at it. */
export function isImportant({ triage, severity }: Verdict): boolean {
  return triage !== 'normal' || severity >= IMPORTANT_SEVERITY;
}

/** The more urgent of two triages. */
export function worseTriage(a: Triage, b: Triage): Triage {
  return TRIAGES.indexOf(a) <= TRIAGES.indexOf(b) ? a : b;
}
