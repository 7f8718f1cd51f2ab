import { createHash } from 'node:crypto';
import { maskMessage } from '../core/mask';
import { IMPORTANT_SEVERITY, type Triage } from '../core/verdict';
import { SEVERITY_BANDS } from '../classification/bert/heads';
import { modelText } from '../classification/bert/model-text';
import type { Judged } from './evaluator';
import type { LabelledRow } from './corpus';

/** How urgent a line is. */
export interface Assessment {
  readonly triage: Triage;
  /** 1–10. */
  readonly severity: number;
}

/** What a head learns from: the text that the encoder sees and the right answers. */
export interface Example {
  readonly text: string;
  readonly category: string;
  /** Null when the row says nothing about it. */
  readonly assessment: Assessment | null;
  readonly family: string | null;
}

/** The severity of a triage when a row does not name one. */
const TYPICAL_SEVERITY: Readonly<Record<Triage, number>> = { incident: 8, preventive_action: 5, normal: 2 };

/**
 * The examples of labelled rows. Rows that are the same after masking and have the same answers count once: otherwise
 * the most frequent template would drown the others and, met again in evaluation, would pass for skill.
 */
export function examplesOf(rows: readonly LabelledRow[]): Example[] {
  const examples = new Map<string, Example>();
  for (const row of rows) {
    const example: Example = {
      text: modelText(maskMessage(row.message)),
      category: row.category,
      assessment: assessmentOf(row),
      family: row.family,
    };
    const key = JSON.stringify([example.text, example.category, example.assessment]);
    if (!examples.has(key)) examples.set(key, example);
  }
  return [...examples.values()];
}

/** The right answer, as it is judged by. */
export function expectedOf({ category, assessment }: Example): Judged['expected'] {
  return { category, triage: assessment?.triage ?? null, severity: assessment?.severity ?? null };
}

/** SHA-256 of what was learned from, in hexadecimal. */
export function hashOfExamples(examples: readonly Example[]): string {
  const hash = createHash('sha256');
  for (const example of examples) hash.update(JSON.stringify(example)).update('\n');
  return hash.digest('hex');
}

/** Of triage and severity one gives the other; with neither there is nothing to learn. */
function assessmentOf({ triage, severity }: LabelledRow): Assessment | null {
  if (triage !== null) return { triage, severity: severity ?? TYPICAL_SEVERITY[triage] };
  return severity === null ? null : { triage: triageOfSeverity(severity), severity };
}

function triageOfSeverity(severity: number): Triage {
  if (severity >= SEVERITY_BANDS.incident[0]) return 'incident';
  return severity >= IMPORTANT_SEVERITY ? 'preventive_action' : 'normal';
}
