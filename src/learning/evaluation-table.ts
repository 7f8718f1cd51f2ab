import type { ClassScores, Coverage, Evaluation } from './evaluator';

/** The table that `logsieve evaluate` and `logsieve train` print. */
export function evaluationTable(evaluation: Evaluation): string {
  const { category, triage, severityError, calibrationError, coverage } = evaluation;
  const lines = [
    `${String(category.count)} lines: accuracy ${share(category.accuracy)}, macro-F1 ${share(category.macroF1)}, ` +
      `calibration error ${share(calibrationError)}`,
    ...labelTable(category),
    '',
    'right answer (row) and given answer (column):',
    ...confusionTable(category),
  ];
  if (triage !== null) {
    lines.push('', `triage: accuracy ${share(triage.accuracy)}, macro-F1 ${share(triage.macroF1)}`);
    lines.push(...labelTable(triage));
  }
  if (severityError !== null) lines.push('', `severity: mean absolute error ${severityError.toFixed(2)}`);
  lines.push('', ...coverage.map(coverageText));
  return lines.join('\n');
}

function coverageText({ precision, threshold, share: given }: Coverage): string {
  const wanted = `${String(Math.round(precision * 100))} % right answers`;
  if (given === 0) return `${wanted}: out of reach at any confidence`;
  return `${wanted}: from confidence ${threshold.toFixed(2)} on, which ${(given * 100).toFixed(1)} % of the lines have`;
}

function labelTable({ labels }: ClassScores): string[] {
  const rows = labels.map(({ label, precision, recall, f1, support }) => [
    label,
    share(precision),
    share(recall),
    share(f1),
    String(support),
  ]);
  return aligned([['', 'precision', 'recall', 'F1', 'lines'], ...rows]);
}

/** Columns are numbered like the rows: nine names side by side would not fit a terminal. */
function confusionTable({ confusion }: ClassScores): string[] {
  const rows = confusion.labels.map((label, index) => [
    `${String(index + 1)} ${label}`,
    ...(confusion.rows[index] ?? []).map(String),
  ]);
  return aligned([['', ...confusion.labels.map((_, index) => String(index + 1))], ...rows]);
}

function share(value: number): string {
  return value.toFixed(3);
}

/** Pads the cells of each column; the first column is text, the others are numbers. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)))
      .join('')
      .trimEnd(),
  );
}
