import type { StackFile } from './head-file';
import { LinearHead, softmax } from './linear-head';
import type { LexicalScores, Scores } from './scores';

/** Below it a probability says no more than "no". */
const LEAST = Math.exp(-8);
const LAYER = 'a stacked layer';

/**
 * Linear layers over what all heads say, so that each is believed where it is right (Wolpert 1992, "Stacked
 * generalization"). They are fitted to answers about software that the heads had not seen.
 */
export class Stack {
  constructor(
    private readonly category: LinearHead,
    private readonly triage: LinearHead,
  ) {}

  /** @throws Error when the layers do not fit the heads */
  static decode({ category, triage }: StackFile, categories: number, triages: number, severities: number): Stack {
    const inputs = 2 * (categories + triages) + severities;
    return new Stack(
      LinearHead.decode(category, inputs, categories, LAYER),
      LinearHead.decode(triage, inputs, triages, LAYER),
    );
  }

  encode(): StackFile {
    return { category: this.category.encode(), triage: this.triage.encode() };
  }

  scores(semantic: Scores, lexical: LexicalScores): Scores {
    const inputs = stackInputs(semantic, lexical);
    return {
      category: this.category.scores(inputs),
      triage: this.triage.scores(inputs),
      severity: semantic.severity,
    };
  }
}

/** What a stack looks at: the logarithms of all probabilities. */
export function stackInputs(semantic: Scores, lexical: LexicalScores): Float32Array {
  const { category, triage, severity } = semantic;
  const answers = [category, lexical.category, triage, lexical.triage ?? triage, severity];
  return Float32Array.from(answers.flatMap((scores) => softmax(scores).map((p) => Math.log(Math.max(p, LEAST)))));
}
