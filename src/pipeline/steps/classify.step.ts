import type { Classifier } from '../../classification/classifier';
import { levelForSeverity } from '../../core/level';
import { PENDING } from '../../core/outcome';
import { isOpen, openLogs, type Batch, type Step } from '../step';

/** Gives every log its verdict. */
export function classifyStep(classifier: Classifier): Step {
  return async function classify(batch) {
    const running = classifier.classify(openLogs(batch));
    if (running !== undefined) await running;
    complete(batch);
  };
}

/** A source that names no level gets the one its verdict implies; logs that wait for the LLM are marked. */
function complete(batch: Batch): void {
  for (const entry of batch.entries) {
    if (!isOpen(entry)) continue;
    const { log } = entry;
    if (log.level === '') {
      const level = levelForSeverity(log.verdict.severity);
      log.level = level.text;
      log.severityNumber = level.number;
    }
    if (log.status === 'pending') entry.outcome = PENDING;
  }
}
