import type { ClassifiedLog, RawLog } from '../../core/log';
import type { Redactor } from '../../core/redact';
import { eachOpen, type Step } from '../step';

/** Takes secrets and card numbers out of a log before any model, LLM, client or the database sees it. */
export function redactStep(redactor: Redactor): Step {
  return function redact(batch) {
    eachOpen(batch, 'redact', ({ raw, log }) => {
      redactLog(redactor, raw, log);
    });
  };
}

function redactLog(redactor: Redactor, raw: RawLog, log: ClassifiedLog): void {
  const suspect = redactor.suspects(log.raw);
  // A message taken word for word from a clean line is clean; one that a parser unescaped or composed may not be.
  const derived = log.message !== log.raw && (suspect || !log.raw.includes(log.message));
  if (derived) log.message = redactor.text(log.message);
  else if (suspect) log.message = redactor.text(log.raw);
  if (suspect) log.raw = redactor.text(log.raw);
  if (suspect || derived || raw.attributes !== null) log.fields = redactor.fields(log.fields);
}
