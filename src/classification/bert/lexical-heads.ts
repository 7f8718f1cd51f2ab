import type { LexicalFile } from './head-file';
import { softmax } from './linear-head';
import type { LexicalScores, Scores } from './scores';
import { SparseHead } from './sparse-head';
import { Stack } from './stack';
import { FEATURE_BUCKETS, featuresOf } from './text-features';

/** How much the letters count beside the meaning where no stack says so; chosen on held-out software (training/README.md). */
const LEXICAL_SHARE = 0.4;
/** Below it a probability says no more than "no". */
const LEAST = 1e-12;

/** Heads over what stands in a text letter by letter; they correct the heads over its embedding. */
export class LexicalHeads {
  constructor(
    private readonly category: SparseHead,
    /** Null when nothing is known about the triage of the lines that were learned from. */
    private readonly triage: SparseHead | null,
    /** Puts both kinds of heads together; null where none was fitted. */
    private readonly stack: Stack | null = null,
  ) {}

  /** @throws Error when the layers do not fit */
  static decode(file: LexicalFile, categories: number, triages: number, severities: number): LexicalHeads {
    const { category, triage, stack } = file;
    return new LexicalHeads(
      SparseHead.decode(category, FEATURE_BUCKETS, categories),
      triage === null ? null : SparseHead.decode(triage, FEATURE_BUCKETS, triages),
      stack === undefined ? null : Stack.decode(stack, categories, triages, severities),
    );
  }

  encode(): LexicalFile {
    return {
      category: this.category.encode(),
      triage: this.triage?.encode() ?? null,
      ...(this.stack === null ? {} : { stack: this.stack.encode() }),
    };
  }

  withStack(stack: Stack): LexicalHeads {
    return new LexicalHeads(this.category, this.triage, stack);
  }

  /** What the letters alone say. */
  scores(text: string): LexicalScores {
    const features = featuresOf(text);
    return { category: this.category.scores(features), triage: this.triage?.scores(features) ?? null };
  }

  /** What both kinds of heads say together. */
  blend(text: string, semantic: Scores): Scores {
    const lexical = this.scores(text);
    return this.stack?.scores(semantic, lexical) ?? weightedMean(semantic, lexical);
  }
}

/** The weighted geometric mean of the probabilities, as scores. */
export function weightedMean(semantic: Scores, lexical: LexicalScores): Scores {
  return {
    category: mean(semantic.category, lexical.category),
    triage: lexical.triage === null ? semantic.triage : mean(semantic.triage, lexical.triage),
    severity: semantic.severity,
  };
}

function mean(semantic: readonly number[], lexical: readonly number[]): number[] {
  const [meaning, letters] = [softmax(semantic), softmax(lexical)];
  return meaning.map(
    (probability, i) =>
      (1 - LEXICAL_SHARE) * Math.log(Math.max(probability, LEAST)) +
      LEXICAL_SHARE * Math.log(Math.max(letters[i] ?? 0, LEAST)),
  );
}
