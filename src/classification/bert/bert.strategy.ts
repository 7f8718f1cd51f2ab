import type { EnrichedLog } from '../../core/log';
import type { Triage, Verdict } from '../../core/verdict';
import type { ClassificationStrategy, Verdicts } from '../strategy';
import { modelPaths, readClassifierModel, type ClassifierModel } from './classifier-model';
import { Encoder, type EncoderOptions } from './encoder';
import { ModelFileError } from './model-file';
import { modelText } from './model-text';

/** Texts answered together: the heads of so many take far less than a millisecond of this thread. */
const SLICE_TEXTS = 64;

export interface BertStrategyOptions {
  /** Model folder: `encoder/`, `classifier/<version>/` and `current.json`. */
  readonly folder: string;
  /** What to do about a log, from its category, triage and masked message. */
  readonly suggest: (category: string, triage: Triage, template: string) => string | null;
  /** Told once an outage: when the model is refused, and when answers begin to fail. */
  readonly onError: (error: Error) => void;
  /** Limits of the encoder. */
  readonly encoder?: Omit<EncoderOptions, 'folder'>;
}

/**
 * Decides by the meaning of the text: sentence embedding of the template, then linear heads. The verdict depends on
 * the template alone. Where the model cannot answer, the log stays open for the next strategy; it is never guessed.
 */
export class BertStrategy implements ClassificationStrategy {
  readonly stage = 'bert';
  private failing = false;

  private constructor(
    private readonly encoder: Encoder,
    private readonly classifier: ClassifierModel | null,
    private readonly options: BertStrategyOptions,
  ) {}

  /** Loads the current model. A model that is refused is reported to `onError` and leaves every log open. */
  static async open(options: BertStrategyOptions): Promise<BertStrategy> {
    const encoder = new Encoder({ ...options.encoder, folder: modelPaths.encoder(options.folder) });
    try {
      const classifier = readClassifierModel(options.folder);
      const { hash } = await encoder.start();
      if (hash !== classifier.manifest.encoder) {
        throw new ModelFileError(
          modelPaths.version(options.folder, classifier.manifest.version),
          `was trained on encoder ${classifier.manifest.encoder}, but ${hash} is installed`,
        );
      }
      return new BertStrategy(encoder, classifier, options);
    } catch (error) {
      options.onError(error instanceof Error ? error : new Error(String(error)));
      await encoder.close();
      return new BertStrategy(encoder, null, options);
    }
  }

  /** The classifier's version; null when no model could be loaded. */
  get modelVersion(): string | null {
    return this.classifier?.manifest.version ?? null;
  }

  async classify(logs: readonly EnrichedLog[]): Promise<Verdicts> {
    const { classifier } = this;
    if (classifier === null) return logs.map(() => null);
    const templates = [...new Map(logs.map((log) => [log.templateId, log.template]))];
    const verdicts = new Map<string, Verdict>();
    const slices: Promise<void>[] = [];
    for (let at = 0; at < templates.length; at += SLICE_TEXTS) {
      slices.push(this.decide(classifier, templates.slice(at, at + SLICE_TEXTS), verdicts));
    }
    await Promise.all(slices);
    return logs.map((log) => verdicts.get(log.templateId) ?? null);
  }

  /** Finishes what was asked and ends the encoder's thread. */
  close(): Promise<void> {
    return this.encoder.close();
  }

  /** Adds the verdicts of some templates; of none of them when the encoder fails. */
  private async decide(
    { manifest, heads }: ClassifierModel,
    templates: readonly (readonly [id: string, template: string])[],
    verdicts: Map<string, Verdict>,
  ): Promise<void> {
    try {
      const vectors = await this.encoder.encode(templates.map(([, template]) => modelText(template)));
      vectors.forEach((vector, index) => {
        const [id, template] = templates[index] ?? ['', ''];
        const { category, confidence, triage, severity } = heads.predict(vector);
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
