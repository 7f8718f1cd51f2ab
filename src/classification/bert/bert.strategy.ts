import type { EnrichedLog } from '../../core/log';
import type { Triage, Verdict } from '../../core/verdict';
import type { ClassificationStrategy, Verdicts } from '../strategy';
import type { ClassifierModel } from './classifier-model';
import type { Encoder } from './encoder';
import { levelBandOf, type LevelBand } from './level-evidence';
import { modelText } from './model-text';

/** The same for logs that the model cannot tell apart. */
export function answerKeyOf(log: EnrichedLog): string {
  return `${log.formId}${levelBandOf(log) ?? ''}`;
}

/** What the model looks at. */
interface Question {
  readonly masked: string;
  readonly level: LevelBand;
}

function questionOf(log: EnrichedLog): Question {
  return { masked: log.masked, level: levelBandOf(log) };
}

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
 * version. The verdict depends on the template and, where words leave it open, on the level. Where the model cannot
 * answer, the log stays open for the next strategy; it is never guessed.
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
    // Whoever else works on the logs meanwhile may change them.
    const keys = logs.map(answerKeyOf);
    const questions = [...new Map(logs.map((log, i) => [keys[i] ?? '', questionOf(log)]))];
    const verdicts = new Map<string, Verdict>();
    const slices: Promise<void>[] = [];
    for (let at = 0; at < questions.length; at += SLICE_TEXTS) {
      slices.push(this.decide(questions.slice(at, at + SLICE_TEXTS), verdicts));
    }
    await Promise.all(slices);
    return keys.map((key) => verdicts.get(key) ?? null);
  }

  /** Adds the verdicts on some templates; on none of them when the encoder fails. */
  private async decide(
    questions: readonly (readonly [key: string, question: Question])[],
    verdicts: Map<string, Verdict>,
  ): Promise<void> {
    const { manifest, heads } = this.model;
    try {
      const texts = questions.map(([, { masked }]) => modelText(masked));
      const vectors = await this.encoder.encode(texts);
      questions.forEach(([key, { masked, level }], index) => {
        const [vector, text] = [vectors[index], texts[index]];
        if (vector === undefined || text === undefined) throw new Error('each text must give one embedding');
        const { category, confidence, triage, severity } = heads.predict(vector, text, level);
        verdicts.set(key, {
          category,
          severity,
          triage,
          // PostgreSQL keeps it as a float4: an answer and the same log read later must not differ.
          confidence: Math.round(confidence * 10_000) / 10_000,
          decidedBy: this.stage,
          ruleId: null,
          modelVersion: manifest.version,
          suggestion: this.options.suggest(category, triage, masked),
        });
      });
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.options.onError(error instanceof Error ? error : new Error(String(error)));
      this.failing = true;
    }
  }
}
