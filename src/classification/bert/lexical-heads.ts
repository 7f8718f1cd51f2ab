import type { LexicalFile } from './head-file';
import { softmax } from './linear-head';
import type { Scores } from './scores';
import { SparseHead } from './sparse-head';
import { FEATURE_BUCKETS, featuresOf } from './text-features';

/** How much the letters count beside the meaning; chosen on held-out software (training/README.md). */
const LEXICAL_SHARE = 0.4;
/** Below it a probability says no more than "no". */
const LEAST = 1e-12;

/** Heads over what stands in a text letter by letter; they correct the heads over its embedding. */
export class LexicalHeads {
  constructor(
    private readonly category: SparseHead,
    /** Null when nothing is known about the triage of the lines that were learned from. */
    private readonly triage: SparseHead | null,
  ) {}

  /** @throws Error when the layers do not fit */
  static decode({ category, triage }: LexicalFile, categories: number, triages: number): LexicalHeads {
    return new LexicalHeads(
      SparseHead.decode(category, FEATURE_BUCKETS, categories),
      triage === null ? null : SparseHead.decode(triage, FEATURE_BUCKETS, triages),
    );
  }

  encode(): LexicalFile {
    return { category: this.category.encode(), triage: this.triage?.encode() ?? null };
  }

  /** The weighted geometric mean of the probabilities, as scores. */
  blend(text: string, scores: Scores): Scores {
    const features = featuresOf(text);
    return {
      category: mean(scores.category, this.category.scores(features)),
      triage: this.triage === null ? scores.triage : mean(scores.triage, this.triage.scores(features)),
      severity: scores.severity,
    };
  }
}

function mean(semantic: readonly number[], lexical: readonly number[]): number[] {
  const [meaning, letters] = [softmax(semantic), softmax(lexical)];
  return meaning.map(
    (probability, i) =>
      (1 - LEXICAL_SHARE) * Math.log(Math.max(probability, LEAST)) +
      LEXICAL_SHARE * Math.log(Math.max(letters[i] ?? 0, LEAST)),
  );
}
