import { LRUCache } from 'lru-cache';
import type { EnrichedLog } from '../../core/log';
import type { Verdict } from '../../core/verdict';
import type { ClassificationStrategy } from '../strategy';

/**
 * Answers from what the LLM has said about templates before, and never asks it: a log of an unknown template stays
 * open, is stored as pending, and is upgraded when the LLM has been asked in the background.
 */
export class LlmStrategy implements ClassificationStrategy {
  readonly stage = 'llm';
  private readonly verdicts: LRUCache<string, Verdict>;

  /** @param maxTemplates verdicts remembered; the least recently used is forgotten first */
  constructor(readonly maxTemplates: number) {
    this.verdicts = new LRUCache({ max: maxTemplates });
  }

  classify(logs: readonly EnrichedLog[]): (Verdict | null)[] {
    return logs.map(({ formId }) => this.verdictOf(formId));
  }

  verdictOf(formId: string): Verdict | null {
    return this.verdicts.get(formId) ?? null;
  }

  learn(formId: string, verdict: Verdict): void {
    this.verdicts.set(formId, verdict);
  }
}
