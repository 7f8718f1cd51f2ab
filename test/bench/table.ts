/** What was measured, the figure, and the target it is held against. */
export type Row = readonly [what: string, figure: string, target: string];

/** A number for people: thousands separated, no more digits than mean something. */
export function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** Prints rows as a Markdown table. */
export function printTable(title: string, rows: readonly Row[]): void {
  const lines = [['measured', 'figure', 'target'], ['---', '---', '---'], ...rows].map(
    (row) => `| ${row.join(' | ')} |`,
  );
  console.log(`\n### ${title}\n\n${lines.join('\n')}`);
}

/** Runs `work` again and again for about `seconds` after a warm-up and returns the best rate, in items a second. */
export async function bestRate(items: number, seconds: number, work: () => void | Promise<void>): Promise<number> {
  await work();
  let best = 0;
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const started = performance.now();
    await work();
    best = Math.max(best, items / ((performance.now() - started) / 1000));
  }
  return best;
}
