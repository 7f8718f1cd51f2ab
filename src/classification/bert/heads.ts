import { TRIAGES, type Triage } from '../../core/verdict';
import { ClassHead } from './class-head';
import type { HeadFile } from './head-file';
import { LexicalHeads } from './lexical-heads';
import { withLevel, type LevelBand } from './level-evidence';
import { argMax } from './linear-head';
import type { Scores } from './scores';

/** What the heads say about one embedding. */
export interface Prediction {
  readonly category: string;
  /** Calibrated probability of the category, 0..1. */
  readonly confidence: number;
  readonly triage: Triage;
  /** Integer 1–10, within the band of the triage. */
  readonly severity: number;
}

interface Vote {
  readonly label: string;
  /** 0..1; those of one head add up to 1. */
  readonly probability: number;
}

export interface Votes {
  readonly categories: readonly Vote[];
  readonly triages: readonly Vote[];
}

/** The outputs of the severity head. */
export const SEVERITIES: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * Lowest and highest severity of a triage. Triage says who must act and severity how bad it is, so the two may not
 * contradict each other; triage, which is learned from three clear cases, wins.
 */
export const SEVERITY_BANDS: Readonly<Record<Triage, readonly [number, number]>> = {
  incident: [7, 10],
  preventive_action: [3, 8],
  normal: [1, 4],
};

/** The three heads of a classifier: category, triage and severity from an embedding and the text it stands for. */
export class Heads {
  constructor(
    readonly category: ClassHead<string>,
    readonly triage: ClassHead<Triage>,
    readonly severity: ClassHead<number>,
    /** Triages that each category may have, in the order of its labels: a deprecation is never an incident. */
    private readonly triagesOfCategory: readonly (readonly Triage[])[],
    private readonly lexical: LexicalHeads | null,
  ) {}

  /** @throws Error when the layers do not fit the labels, or triage or severity labels are not ours */
  static decode(file: HeadFile): Heads {
    const { dimensions, category, triage, severity, triagesOfCategory, lexical } = file;
    if (severity.labels.join() !== SEVERITIES.join()) throw new Error('the severity labels are not 1 to 10');
    if (triagesOfCategory.length !== category.labels.length) throw new Error('triagesOfCategory does not fit');
    return new Heads(
      ClassHead.decode(category, category.labels, dimensions),
      ClassHead.decode(triage, triage.labels.map(triageOf), dimensions),
      ClassHead.decode(severity, SEVERITIES, dimensions),
      triagesOfCategory.map((triages) => triages.map(triageOf)),
      lexical === undefined
        ? null
        : LexicalHeads.decode(lexical, category.labels.length, triage.labels.length, SEVERITIES.length),
    );
  }

  encode(): HeadFile {
    return {
      format: 1,
      dimensions: this.category.layer.inputs,
      category: this.category.encode(),
      triage: this.triage.encode(),
      severity: this.severity.encode(),
      triagesOfCategory: this.triagesOfCategory.map((triages) => [...triages]),
      ...(this.lexical === null ? {} : { lexical: this.lexical.encode() }),
    };
  }

  /** The same heads with a confidence calibrated by another temperature. */
  withTemperature(temperature: number): Heads {
    const category = this.category.withTemperature(temperature);
    return new Heads(category, this.triage, this.severity, this.triagesOfCategory, this.lexical);
  }

  /** The same heads with others over the letters of the text, or none. */
  withLexical(lexical: LexicalHeads | null): Heads {
    return new Heads(this.category, this.triage, this.severity, this.triagesOfCategory, lexical);
  }

  /**
   * @param vector embedding of `text`
   * @param level weak evidence beside the words
   * @throws Error when the embedding is not made of numbers: that must never turn into some label
   */
  predict(vector: Float32Array, text: string, level: LevelBand = null): Prediction {
    return this.decide(this.scores(vector, text), level);
  }

  /** The calibrated probability of each category and triage, likeliest first. */
  votes(vector: Float32Array, text: string, level: LevelBand): Votes {
    const scores = this.scores(vector, text);
    return {
      categories: ranked(this.category.labels, probabilitiesOf(this.category, scores.category, level)),
      triages: ranked(this.triage.labels, probabilitiesOf(this.triage, scores.triage, level)),
    };
  }

  /** Scores of the embedding, corrected by the letters of the text. */
  scores(vector: Float32Array, text: string): Scores {
    const semantic = {
      category: this.category.layer.scores(vector),
      triage: this.triage.layer.scores(vector),
      severity: this.severity.layer.scores(vector),
    };
    return this.lexical?.blend(text, semantic) ?? semantic;
  }

  /** @throws Error when the scores are not numbers */
  decide(scores: Scores, level: LevelBand = null): Prediction {
    const probabilities = probabilitiesOf(this.category, scores.category, level);
    const best = argMax(probabilities);
    const category = this.category.labels[best];
    if (category === undefined) throw new Error('the scores are not numbers');
    const allowed = this.triagesOfCategory[best] ?? TRIAGES;
    const triages = this.triage.labels;
    const urgency = probabilitiesOf(this.triage, scores.triage, level);
    const triage =
      triages[argMax(urgency.map((p, index) => (allowed.includes(triages[index] ?? 'normal') ? p : 0)))] ?? 'incident';
    return {
      category,
      confidence: probabilities[best] ?? 0,
      triage,
      severity: medianWithin(SEVERITY_BANDS[triage], this.severity.probabilities(scores.severity)),
    };
  }
}

function probabilitiesOf(head: ClassHead<string>, scores: readonly number[], level: LevelBand): readonly number[] {
  return withLevel(head.labels, head.probabilities(scores), level);
}

function ranked(labels: readonly string[], probabilities: readonly number[]): Vote[] {
  const votes = labels.map((label, i) => ({ label, probability: probabilities[i] ?? 0 }));
  return votes.sort((a, b) => b.probability - a.probability);
}

/** The median severity within a band: the answer with the least expected absolute error. */
function medianWithin([low, high]: readonly [number, number], probabilities: readonly number[]): number {
  const inBand = probabilities.slice(low - 1, high);
  const half = inBand.reduce((sum, p) => sum + p, 0) / 2;
  let sum = 0;
  const median = inBand.findIndex((p) => (sum += p) >= half);
  return median < 0 ? high : low + median;
}

function triageOf(label: string): Triage {
  const triage = TRIAGES.find((known) => known === label);
  if (triage === undefined) throw new Error(`"${label}" is no triage; allowed are ${TRIAGES.join(', ')}`);
  return triage;
}
