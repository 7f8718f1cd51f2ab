/** What the layers give for one embedding, before the softmax: a number a label. */
export interface Scores {
  readonly category: readonly number[];
  readonly triage: readonly number[];
  readonly severity: readonly number[];
}

/** What the layers over the letters of the same text give; null when nothing is known about triages. */
export interface LexicalScores {
  readonly category: readonly number[];
  readonly triage: readonly number[] | null;
}
