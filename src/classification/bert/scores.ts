/** What the layers give for one embedding, before the softmax: a number a label. */
export interface Scores {
  readonly category: readonly number[];
  readonly triage: readonly number[];
  readonly severity: readonly number[];
}
