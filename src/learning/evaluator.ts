import { TRIAGES, type Triage } from '../core/verdict';

/** What was answered about a line; the confidence belongs to the category. */
interface Answer {
  readonly category: string;
  readonly triage: Triage;
  readonly severity: number;
  readonly confidence: number;
}

/** A line's right answer beside the given one, whoever gave it. */
export interface Judged {
  /** Triage and severity are null when nobody labelled them; those lines do not count for them. */
  readonly expected: { readonly category: string; readonly triage: Triage | null; readonly severity: number | null };
  readonly actual: Answer;
}

/** How one label fared. */
interface LabelScore {
  readonly label: string;
  /** Lines that have this label. */
  readonly support: number;
  /** Share of the lines answered with this label that have it. */
  readonly precision: number;
  /** Share of the lines with this label that were answered with it. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
}

export interface ClassScores {
  /** Lines judged. */
  readonly count: number;
  readonly accuracy: number;
  /** Mean F1 of the labels that occur in the right answers, each counting the same. */
  readonly macroF1: number;
  readonly labels: readonly LabelScore[];
  /** `confusion.rows[expected][actual]`, both in the order of `confusion.labels`. */
  readonly confusion: { readonly labels: readonly string[]; readonly rows: readonly (readonly number[])[] };
}

export interface Evaluation {
  readonly category: ClassScores;
  /** Null when no line has a labelled triage. */
  readonly triage: ClassScores | null;
  /** Mean absolute error on the scale 1–10; null when no line has a labelled severity. */
  readonly severityError: number | null;
  /** Expected calibration error of the category's confidence. */
  readonly calibrationError: number;
  /** For each wanted precision: what is left when only the surest answers are given. */
  readonly coverage: readonly Coverage[];
}

/** A threshold of the confidence, and what it brings. */
export interface Coverage {
  /** Share of right answers among those that are given, at least. */
  readonly precision: number;
  /** Confidence from which on answers are given; 2 when even the surest answers are not good enough. */
  readonly threshold: number;
  /** Share of the lines that get an answer. */
  readonly share: number;
}

/** Judges answers. It knows nothing of models: rules, an LLM or people can be judged the same way. */
export function evaluate(judged: readonly Judged[]): Evaluation {
  const triaged = judged.flatMap(({ expected: { triage }, actual }) =>
    triage === null ? [] : [{ expected: triage, actual: actual.triage }],
  );
  const rated = judged.flatMap(({ expected: { severity }, actual }) =>
    severity === null ? [] : [Math.abs(severity - actual.severity)],
  );
  const answers = judged.map(({ expected, actual }) => ({
    confidence: actual.confidence,
    right: expected.category === actual.category,
  }));
  return {
    category: classScores(judged.map(({ expected, actual }) => pairOf(expected.category, actual.category))),
    triage: triaged.length === 0 ? null : classScores(triaged, TRIAGES),
    severityError: rated.length === 0 ? null : mean(rated),
    calibrationError: calibrationError(answers),
    coverage: PRECISIONS.map((precision) => coverageAt(answers, precision)),
  };
}

interface Pair {
  readonly expected: string;
  readonly actual: string;
}

function pairOf(expected: string, actual: string): Pair {
  return { expected, actual };
}

/**
 * Scores pairs of right and given label.
 * @param order of the labels in the tables; by default alphabetical
 */
export function classScores(pairs: readonly Pair[], order: readonly string[] = []): ClassScores {
  const found = new Set(pairs.flatMap(({ expected, actual }) => [expected, actual]));
  const labels = order.length > 0 ? order : [...found].sort();
  const rows = labels.map((expected) =>
    labels.map((actual) => pairs.filter((pair) => pair.expected === expected && pair.actual === actual).length),
  );
  const scores = labels.map((label, index): LabelScore => {
    const hits = rows[index]?.[index] ?? 0;
    const support = sum(rows[index] ?? []);
    const answered = sum(rows.map((row) => row[index] ?? 0));
    return {
      label,
      support,
      precision: ratio(hits, answered),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + answered),
    };
  });
  const hits = pairs.filter(({ expected, actual }) => expected === actual).length;
  return {
    count: pairs.length,
    accuracy: ratio(hits, pairs.length),
    macroF1: mean(scores.filter(({ support }) => support > 0).map(({ f1 }) => f1)),
    labels: scores,
    confusion: { labels, rows },
  };
}

/** Precisions that people ask for before they let a machine decide. */
const PRECISIONS = [0.95, 0.99];
const BINS = 10;
/** A threshold that no confidence reaches. */
const NEVER = 2;

interface Sureness {
  readonly confidence: number;
  readonly right: boolean;
}

/** The lowest threshold of the confidence above which a share of `precision` of the answers is right. */
export function coverageAt(answers: readonly Sureness[], precision: number): Coverage {
  const surest = [...answers].sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best: Coverage = { precision, threshold: NEVER, share: 0 };
  for (const [index, answer] of surest.entries()) {
    if (answer.right) right++;
    // Answers of equal confidence stand or fall together.
    if (surest[index + 1]?.confidence === answer.confidence) continue;
    const given = index + 1;
    if (right / given >= precision) best = { precision, threshold: answer.confidence, share: given / answers.length };
  }
  return best;
}

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht, 2015): the gap between mean confidence and share of
 * right answers in ten bins of equal width, weighted by how many answers a bin holds.
 */
export function calibrationError(answers: readonly Sureness[]): number {
  const bins = Array.from({ length: BINS }, (): { gap: number } => ({ gap: 0 }));
  for (const { confidence, right } of answers) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (bin !== undefined) bin.gap += confidence - (right ? 1 : 0);
  }
  return ratio(sum(bins.map(({ gap }) => Math.abs(gap))), answers.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return ratio(sum(values), values.length);
}

/** 0 for nothing of nothing, as usual for F1. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
