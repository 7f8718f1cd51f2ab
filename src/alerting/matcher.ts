import { z } from 'zod';
import type { Alert } from '../core/alert';

/** What a silence or an inhibition may look at. */
export const MATCHED_LABELS = ['rule', 'category', 'source', 'triage', 'templateId', 'fingerprint'] as const;

const name = z.union([z.enum(MATCHED_LABELS), z.string().regex(/^fields\.[\w.-]{1,100}$/)], {
  error: `must be one of ${MATCHED_LABELS.join(', ')}, or fields.<name>`,
});

/** `{ label, value }`; in the value `*` stands for any text. All matchers of a list must hold. */
export const matcherSchema = z.strictObject({
  label: name,
  value: z.string().min(1).max(500),
});
export type Matcher = z.output<typeof matcherSchema>;

/** The value that an alert has under a label; undefined when it has none. */
export function labelOf(alert: Alert, label: string): string | undefined {
  switch (label) {
    case 'rule':
      return alert.rule.id;
    case 'category':
      return alert.category;
    case 'source':
      return alert.source;
    case 'triage':
      return alert.triage;
    case 'templateId':
      return alert.templateId;
    case 'fingerprint':
      return alert.fingerprint;
    default:
      return alert.entities[label];
  }
}

/** Whether all matchers hold; of an empty list, none does: nothing must ever be silenced by leaving something out. */
export function matchesAll(alert: Alert, matchers: readonly Matcher[]): boolean {
  return (
    matchers.length > 0 &&
    matchers.every(({ label, value }) => {
      const found = labelOf(alert, label);
      return found !== undefined && globMatches(value, found);
    })
  );
}

/** Compares without regard to case; `*` stands for any text. Takes the time of one scan a star. */
export function globMatches(glob: string, text: string): boolean {
  const parts = glob.toLowerCase().split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const subject = text.toLowerCase();
  if (parts.length === 1) return subject === first;
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = subject.indexOf(part, at);
    if (found < 0 || found + part.length > subject.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
