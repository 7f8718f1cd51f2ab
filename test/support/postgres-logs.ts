import type { ClassifiedLog } from '../../src/core/log';
import { templateIdOf } from '../../src/core/template-id';
import { uuid7 } from '../../src/core/uuid7';
import type { Verdict } from '../../src/core/verdict';

/** A verdict with every property set. */
export function makeVerdict(given: Partial<Verdict> = {}): Verdict {
  return {
    category: 'Security Alert',
    severity: 7,
    triage: 'preventive_action',
    confidence: 0.5,
    decidedBy: 'regex',
    ruleId: 'http-admin-forbidden',
    modelVersion: null,
    suggestion: 'Look at the access log.',
    ...given,
  };
}

/** A log as the pipeline hands it to the writer: ids follow from the masked message and the arrival. */
export function makeLog(given: Partial<ClassifiedLog> = {}): ClassifiedLog {
  const observedAt = given.observedAt ?? Date.now();
  const masked = given.masked ?? 'GET /admin returned <NUM>';
  const formId = templateIdOf(masked);
  return {
    id: uuid7(Math.max(0, Math.trunc(observedAt) || 0)),
    timestamp: observedAt,
    observedAt,
    source: 'nginx',
    message: 'GET /admin returned 403',
    raw: '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462',
    level: 'WARNING',
    severityNumber: 13,
    format: 'nginx-access',
    fields: { status: 403 },
    masked,
    formId,
    // A template of one form.
    template: masked,
    templateId: formId,
    geo: null,
    bot: false,
    threats: [],
    verdict: makeVerdict(),
    status: 'final',
    ...given,
  };
}
