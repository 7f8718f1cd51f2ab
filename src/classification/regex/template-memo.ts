import type { EnrichedLog } from '../../core/log';
import { TEXT_END, type LinearPattern } from './linear-pattern';

type TemplatedLog = Pick<EnrichedLog, 'message' | 'masked' | 'formId'>;

/** What stands between the parts of a template that all its messages share. */
const PLACEHOLDER = /<[A-Z*]+>/;

/**
 * Remembers by template which patterns match every one of its messages, so that they need not run again.
 *
 * What made a pattern match is a piece of text (see LinearPattern.evidence). When it stands in a part of the template
 * that is not masked, every message of the template holds it, so the pattern matches them all. Evidence that touches
 * a masked part proves nothing: the pattern then depends on the line and is run on each.
 */
export class TemplateMemo {
  /** Two generations: a full young one becomes the old one, and what is not asked for again goes with it. */
  private young = new Map<string, number[]>();
  private old = new Map<string, number[]>();

  /** Between `maxTemplates` / 2 and `maxTemplates` of the templates last seen are remembered. */
  constructor(private readonly maxTemplates: number) {}

  /**
   * Whether the pattern matches the message; `key` (not negative) stands for the pattern. Only for messages that the
   * template covers to their end: of a longer one the template knows the front alone.
   */
  matches(key: number, pattern: LinearPattern, log: TemplatedLog): boolean {
    const known = this.knownOf(log.formId);
    for (const entry of known) {
      if (entry === key) return true;
      if (entry === ~key) return pattern.test(log.message);
    }
    const evidence = pattern.evidence(log.message);
    if (evidence === null) return false;
    const fixed = `${TEXT_END}${log.masked}${TEXT_END}`.split(PLACEHOLDER);
    const settled = fixed.some((part) => part.includes(evidence));
    known.push(settled ? key : ~key);
    return true;
  }

  /** For one template: `key` of a pattern that matches all messages, `~key` of one that depends on the line. */
  private knownOf(formId: string): number[] {
    let known = this.young.get(formId);
    if (known !== undefined) return known;
    known = this.old.get(formId) ?? [];
    if (this.young.size >= this.maxTemplates / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(formId, known);
    return known;
  }
}
