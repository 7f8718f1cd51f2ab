import type { Triage } from '../core/verdict';
import { evaluationTable } from './evaluation-table';
import { calibrationError, coverageAt, classScores, evaluate, type Judged } from './evaluator';

function pairs(...words: string[]): { expected: string; actual: string }[] {
  return words.map((word) => ({ expected: word.charAt(0), actual: word.charAt(1) }));
}

describe('classScores', () => {
  // right and given label: a is found twice of three times, b always, with one false alarm each.
  const scores = classScores(pairs('aa', 'aa', 'ab', 'bb', 'ca'));

  it('counts precision, recall and F1 of each label', () => {
    expect(scores.labels).toEqual([
      { label: 'a', support: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 },
      { label: 'b', support: 1, precision: 1 / 2, recall: 1, f1: 2 / 3 },
      { label: 'c', support: 1, precision: 0, recall: 0, f1: 0 },
    ]);
  });

  it('averages F1 over the labels, each counting the same', () => {
    expect(scores.macroF1).toBeCloseTo((2 / 3 + 2 / 3 + 0) / 3);
    expect(scores.accuracy).toBeCloseTo(3 / 5);
  });

  it('does not count a label that is never right', () => {
    expect(classScores(pairs('aa', 'ax')).macroF1).toBeCloseTo(2 / 3);
  });

  it('shows what was taken for what', () => {
    expect(scores.confusion).toEqual({
      labels: ['a', 'b', 'c'],
      rows: [
        [2, 1, 0],
        [0, 1, 0],
        [1, 0, 0],
      ],
    });
  });
});

describe('calibrationError', () => {
  it('is the gap between confidence and share of right answers, bin by bin', () => {
    const answers = [
      { confidence: 0.95, right: true },
      { confidence: 0.95, right: false },
      { confidence: 0.55, right: true },
      { confidence: 0.55, right: false },
    ];
    // The first bin claims 0.95 and has 0.5, the second claims 0.55 and has 0.5.
    expect(calibrationError(answers)).toBeCloseTo((2 * 0.45 + 2 * 0.05) / 4);
  });

  it('puts certainty into the last bin', () => {
    expect(calibrationError([{ confidence: 1, right: true }])).toBe(0);
  });
});

describe('coverageAt', () => {
  const answers = [0.9, 0.8, 0.7, 0.6].map((confidence, i) => ({ confidence, right: i !== 2 }));

  it('is the largest share of the surest answers that is right often enough', () => {
    expect(coverageAt(answers, 0.99)).toEqual({ precision: 0.99, threshold: 0.8, share: 0.5 });
    expect(coverageAt(answers, 0.75)).toEqual({ precision: 0.75, threshold: 0.6, share: 1 });
  });

  it('does not part answers of the same confidence', () => {
    const equal = answers.map(({ right }) => ({ confidence: 0.8, right }));
    expect(coverageAt(equal, 0.99)).toEqual({ precision: 0.99, threshold: 2, share: 0 });
  });
});

describe('evaluate', () => {
  function judged(category: string, actual: string, triage: Triage | null, severity: number | null): Judged {
    return {
      expected: { category, triage, severity },
      actual: { category: actual, triage: 'normal', severity: 3, confidence: 0.8 },
    };
  }

  it('counts triage and severity only where they are labelled', () => {
    const evaluation = evaluate([
      judged('a', 'a', 'normal', 1),
      judged('b', 'b', null, null),
      judged('b', 'a', 'incident', 8),
    ]);
    expect(evaluation.category.count).toBe(3);
    expect(evaluation.triage?.count).toBe(2);
    expect(evaluation.severityError).toBe(3.5);
    expect(evaluation.calibrationError).toBeCloseTo(0.8 - 2 / 3);
  });

  it('has nothing to say about what nobody labelled', () => {
    expect(evaluate([judged('a', 'a', null, null)])).toMatchObject({ triage: null, severityError: null });
  });

  it('prints as a table', () => {
    const table = evaluationTable(evaluate([judged('a', 'a', 'normal', 1), judged('b', 'a', 'normal', 2)]));
    expect(table).toContain('2 lines: accuracy 0.500, macro-F1 0.333, calibration error 0.300');
    expect(table).toMatch(/^a +0\.500 +1\.000 +0\.667 +1$/m);
    expect(table).toMatch(/^2 b +1 +0$/m);
    expect(table).toContain('severity: mean absolute error 1.50');
  });
});
