import type { Fields } from './json';
import type { Verdict } from './verdict';

/** What a source hands in: one log as it arrived, before anything was understood. */
export interface RawLog {
  /** The line or message text. */
  readonly message: string;
  /** Who sent it, when the sender said so of this very log. */
  readonly source: string | null;
  /** Who to name when neither the sender nor the line does: the name of the file, the `source` of a request. */
  readonly defaultSource: string | null;
  /** Epoch milliseconds, when the sender gave a time; otherwise the line's own time counts. */
  readonly timestamp: number | null;
  /** The sender's level word, when given apart from the message. */
  readonly level: string | null;
  /** Further attributes; they end up in `fields`. */
  readonly attributes: Fields | null;
  /** The original bytes when `message` is not an exact copy of them (invalid UTF-8, Kafka value). */
  readonly bytes: Buffer | null;
}

/** Where a client address is, from a local database. */
export interface Geo {
  readonly country: string | null;
  readonly countryName: string | null;
  readonly city: string | null;
  readonly asn: number | null;
}

/** A log whose text is understood: its own time, level, message and fields stand apart. */
interface ParsedLog {
  /** UUIDv7; its time is `observedAt`. */
  id: string;
  /** Epoch milliseconds: when the event happened, by its own account, else `observedAt`. */
  timestamp: number;
  /** Epoch milliseconds: when Logsieve received it. */
  observedAt: number;
  source: string;
  message: string;
  /** The line as received, after redaction. */
  raw: string;
  /** The source's own level word, else an inferred one. */
  level: string;
  /** 1–24, OpenTelemetry log data model. */
  severityNumber: number;
  /** Name of the parser that accepted the line. */
  format: string;
  fields: Fields;
}

/** A parsed log with what can be looked up about it. */
export interface EnrichedLog extends ParsedLog {
  /** The message with its variable parts masked, e.g. `Failed password for root from <IP>`: what verdicts are shared by. */
  masked: string;
  /** Of {@link masked}, the same in every process. */
  formId: string;
  /** What the message has in common with others like it; where these differ stands a placeholder. */
  template: string;
  templateId: string;
  geo: Geo | null;
  bot: boolean;
  threats: string[];
}

/** `pending`: the verdict is the best local one and an LLM may still raise it. */
export type LogStatus = 'final' | 'pending';

/** A log with its answer: the one shape that is stored, streamed and returned. */
export interface ClassifiedLog extends EnrichedLog {
  verdict: Verdict;
  status: LogStatus;
}

/** The JSON form of {@link ClassifiedLog} used by REST, WebSocket, files and topics alike. */
export interface ClassifiedLogJson
  extends Omit<ClassifiedLog, 'timestamp' | 'observedAt' | 'verdict' | 'masked' | 'formId'>, Verdict {
  timestamp: string;
  observedAt: string;
}

/** Flattens a log to its wire form; times become ISO 8601 in UTC with milliseconds. */
export function toJson(log: ClassifiedLog): ClassifiedLogJson {
  const { verdict } = log;
  return {
    id: log.id,
    timestamp: new Date(log.timestamp).toISOString(),
    observedAt: new Date(log.observedAt).toISOString(),
    source: log.source,
    message: log.message,
    raw: log.raw,
    level: log.level,
    severityNumber: log.severityNumber,
    category: verdict.category,
    severity: verdict.severity,
    triage: verdict.triage,
    confidence: verdict.confidence,
    decidedBy: verdict.decidedBy,
    ruleId: verdict.ruleId,
    modelVersion: verdict.modelVersion,
    suggestion: verdict.suggestion,
    templateId: log.templateId,
    template: log.template,
    format: log.format,
    fields: log.fields,
    geo: log.geo,
    bot: log.bot,
    threats: log.threats,
    status: log.status,
  };
}
