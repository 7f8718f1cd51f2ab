import type { ClassifiedLog, RawLog } from './log';
import type { Fields } from './json';
import { cleanText } from './text';
import { SEVERITY_INFO } from './level';
import { UNCLASSIFIED, type Verdict } from './verdict';
import { uuid7 } from './uuid7';

/** Field names that say what was done to a line before anything read it. */
export const TRUNCATED_FIELD = 'logsieve.truncated';
export const SANITIZED_FIELD = 'logsieve.sanitized';

/** What a record holds until a stage has spoken. */
const UNDECIDED: Verdict = {
  category: UNCLASSIFIED,
  severity: 4,
  triage: 'preventive_action',
  confidence: 0,
  decidedBy: 'fallback',
  ruleId: null,
  modelVersion: null,
  suggestion: null,
};

/** A bare line of text as a log. */
export function rawLine(message: string, defaultSource: string | null): RawLog {
  return { message, source: null, defaultSource, timestamp: null, level: null, attributes: null, bytes: null };
}

/**
 * Starts the record of one raw log: fit to store, cut to `maxLineLength` UTF-16 code units, with a fresh id and
 * every property present, so that all records have one shape whichever steps they pass.
 */
export function openRecord(raw: RawLog, observedAt: number, maxLineLength: number): ClassifiedLog {
  const { text, sanitized, truncated } = cleanText(raw.message, maxLineLength);
  const fields: Fields = raw.attributes === null ? {} : { ...raw.attributes };
  if (truncated) fields[TRUNCATED_FIELD] = true;
  if (sanitized) fields[SANITIZED_FIELD] = true;
  return {
    id: uuid7(observedAt),
    timestamp: raw.timestamp ?? observedAt,
    observedAt,
    source: raw.source ?? 'unknown',
    message: text,
    raw: text,
    level: '',
    severityNumber: SEVERITY_INFO,
    format: '',
    fields,
    masked: '',
    formId: '',
    template: '',
    templateId: '',
    geo: null,
    bot: false,
    threats: [],
    verdict: UNDECIDED,
    status: 'final',
  };
}
