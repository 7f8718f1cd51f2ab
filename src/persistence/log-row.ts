import type { Fields } from '../core/json';
import type { ClassifiedLog, Geo, LogStatus } from '../core/log';
import { IMPORTANT_SEVERITY, type Stage, type Triage, type Verdict } from '../core/verdict';
import {
  arrayField,
  copyRow,
  jsonField,
  NULL_FIELD,
  optionalField,
  sharedField,
  textField,
  timestampField,
} from './copy-text';

/** The predicate of the index `logs_important`, in the words in which PostgreSQL recognises it. */
export const IMPORTANT = `(log.triage <> 'normal' OR log.severity >= ${String(IMPORTANT_SEVERITY)})`;

/** Must name the columns in the order in which {@link copyRowOf} writes them. */
export const COPY_LOGS = `COPY logs (observed_at, id, "timestamp", form_id, severity_number, bot, status, source,
  level, format, message, raw, fields, geo, threats, confidence, severity, triage, decided_by, category, rule_id,
  model_version, suggestion) FROM STDIN`;

const arrival = timestampField();
const event = timestampField();
const place = sharedField<Geo>(jsonField);
/** Logs that a rule decides, and those of one template, have one verdict in common. */
const verdictFields = sharedField((verdict: Verdict) =>
  copyRow([
    verdict.confidence,
    verdict.severity,
    verdict.triage,
    verdict.decidedBy,
    textField(verdict.category),
    optionalField(verdict.ruleId),
    optionalField(verdict.modelVersion),
    optionalField(verdict.suggestion),
  ]),
);

/** One log in the text format of COPY. */
export function copyRowOf(log: ClassifiedLog): string {
  return copyRow([
    arrival(log.observedAt),
    log.id,
    event(log.timestamp),
    log.formId,
    log.severityNumber,
    log.bot ? 't' : 'f',
    log.status,
    textField(log.source),
    textField(log.level),
    textField(log.format),
    textField(log.message),
    log.raw === log.message ? NULL_FIELD : textField(log.raw),
    jsonField(log.fields),
    log.geo === null ? NULL_FIELD : place(log.geo),
    arrayField(log.threats),
    verdictFields(log.verdict),
  ]);
}

/** Joins what a row of `log` was made of; a form whose template is not learned yet is its own. */
export const WITH_TEMPLATE = `LEFT JOIN template_forms form ON form.id = log.form_id
  LEFT JOIN templates template ON template.id = form.template_id`;
/** The columns of {@link LogRow} that {@link WITH_TEMPLATE} adds. */
export const TEMPLATE_COLUMNS = `form.masked, coalesce(form.template_id, log.form_id) AS template_id,
  coalesce(template.template, form.masked) AS template`;

/** A row of `logs` with its form and template, as the `pg` library reads it. */
export interface LogRow {
  observed_at: Date;
  id: string;
  timestamp: Date;
  form_id: string;
  masked: string | null;
  template_id: string;
  template: string | null;
  confidence: number;
  severity: number;
  severity_number: number;
  bot: boolean;
  triage: Triage;
  decided_by: Stage;
  status: LogStatus;
  category: string;
  rule_id: string | null;
  model_version: string | null;
  suggestion: string | null;
  source: string;
  level: string;
  format: string;
  message: string;
  raw: string | null;
  fields: Fields;
  geo: Geo | null;
  threats: string[];
}

export function logOfRow(row: LogRow): ClassifiedLog {
  return {
    id: row.id,
    timestamp: row.timestamp.getTime(),
    observedAt: row.observed_at.getTime(),
    source: row.source,
    message: row.message,
    raw: row.raw ?? row.message,
    level: row.level,
    severityNumber: row.severity_number,
    format: row.format,
    fields: row.fields,
    masked: row.masked ?? '',
    formId: row.form_id,
    templateId: row.template_id,
    template: row.template ?? '',
    geo: row.geo,
    bot: row.bot,
    threats: row.threats,
    verdict: {
      category: row.category,
      severity: row.severity,
      triage: row.triage,
      confidence: row.confidence,
      decidedBy: row.decided_by,
      ruleId: row.rule_id,
      modelVersion: row.model_version,
      suggestion: row.suggestion,
    },
    status: row.status,
  };
}
