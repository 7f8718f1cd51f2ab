import type { HistoryLine } from '../../learning/discovery/history';
import type { FileRow, FileRows } from '../../parsing/files/file-row';
import { understandingSteps, type Understanding } from '../log-pipeline';
import { RowBatch } from '../row-batch';
import { PipelineRunner } from '../runner';

export interface FileHistoryOptions {
  /** Lines looked at. */
  readonly maxLines: number;
  /** Longest line, in UTF-16 units. */
  readonly lineBytes: number;
  /** Told how many lines were read. */
  readonly onProgress: (lines: number) => void;
}

/** The lines of a file with their labels and what is answered about them today; rows that are no logs are left out. */
export async function readFileHistory(
  { groups }: FileRows,
  understanding: Understanding,
  { maxLines, lineBytes, onProgress }: FileHistoryOptions,
): Promise<HistoryLine[]> {
  const runner = new PipelineRunner(understandingSteps(understanding));
  const lines: HistoryLine[] = [];
  for await (const rows of groups) {
    const batch = new RowBatch(rows.slice(0, maxLines - lines.length), 'discovery', lineBytes);
    await runner.run(batch.batch);
    lines.push(...linesOf(rows, batch));
    onProgress(lines.length);
    if (lines.length >= maxLines) break;
  }
  return lines;
}

function linesOf(rows: readonly FileRow[], batch: RowBatch): HistoryLine[] {
  return batch.answers().flatMap((answer, i) => {
    if ('error' in answer) return [];
    const { message, verdict } = answer.log;
    return [{ message, verdict, label: rows[i]?.label ?? null }];
  });
}
