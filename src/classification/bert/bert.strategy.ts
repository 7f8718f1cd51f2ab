import type { EnrichedLog } from '../../core/log';
import type { Triage, Verdict } from '../../core/verdict';
import type { ClassificationStrategy, Verdicts } from '../strategy';
import type { ClassifierModel } from './classifier-model';
import type { Encoder } from './encoder';
import { modelText } from './model-text';

/** Texts answered together: the heads of so many take far less than a millisecond of this thread. */
const SLICE_TEXTS = 64;

export interface BertStrategyOptions {
  /** What to do about a log, from its category, triage and masked message. */
  readonly suggest: (category: string, triage: Triage, template: string) => string | null;
  /** Told once an outage, when answers begin to fail. */
  readonly onError: (error: Error) => void;
}

/**
 * Decides by the meaning of the text: sentence embedding of the template, then the linear heads of one classifier
 * version. The verdict depends on the template alone. Where the model cannot answer, the log stays open for the next
 * strategy; it is never guessed.
 */
export class BertStrategy implements ClassificationStrategy {
  readonly stage = 'bert';
  private failing = false;

  constructor(
    private readonly encoder: Encoder,
    private readonly model: ClassifierModel,
    private readonly options: BertStrategyOptions,
  ) {}

  async classify(logs: readonly EnrichedLog[]): Promise<Verdicts> {
    const templates = [...new Map(logs.map((log) => [log.formId, log.masked]))];
    const verdicts = new Map<string, Verdict>();
    const slices: Promise<void>[] = [];
    for (let at = 0; at < templates.length; at += SLICE_TEXTS) {
      slices.push(this.decide(templates.slice(at, at + SLICE_TEXTS), verdicts));
    }
    await Promise.all(slices);
    return logs.map((log) => verdicts.get(log.formId) ?? null);
  }

  /** Adds the verdicts of some templates; of none of them when the encoder fails. */
  private async decide(
    templates: readonly (readonly [id: string, template: string])[],
    verdicts: Map<string, Verdict>,
  ): Promise<void> {
    const { manifest, heads } = this.model;
    try {
      const texts = templates.map(([, template]) => modelText(template));
      const vectors = await this.encoder.encode(texts);
      vectors.forEach((vector, index) => {
        const [id, template] = templates[index] ?? ['', ''];
        const { category, confidence, triage, severity } = heads.predict(vector, texts[index] ?? '');
        verdicts.set(id, {
          category,
          severity,
          triage,
          // PostgreSQL keeps it as a float4: an answer and the same log read later must not differ.
          confidence: Math.round(confidence * 10_000) / 10_000,
          decidedBy: this.stage,
          ruleId: null,
          modelVersion: manifest.version,
          suggestion: this.options.suggest(category, triage, template),
        });
      });
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.options.onError(error instanceof Error ? error : new Error(String(error)));
      this.failing = true;
    }
  }
}
