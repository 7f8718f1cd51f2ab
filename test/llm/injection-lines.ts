import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Triage } from '../../src/core/verdict';

/** A log line that somebody who attacks would like to have read as an instruction. */
export interface InjectionLine {
  readonly technique: string;
  /** What the event in it deserves at least, whatever else the line says. */
  readonly severity: number;
  readonly triage: Triage;
  readonly line: string;
}

/**
 * The corpus of `injections.csv`. What a reader of the file could not see is written there by its code point in
 * hexadecimal, with a number of repetitions where there are many: `\u{200b}`, `\u{41*5000}`.
 */
export function readInjectionLines(): InjectionLine[] {
  const rows: Record<keyof InjectionLine, string>[] = parse(readFileSync(join(__dirname, 'injections.csv')), {
    columns: true,
  });
  return rows.map(({ technique, severity, triage, line }) => ({
    technique,
    severity: Number(severity),
    triage: triage as Triage,
    line: line.replace(/\\u\{([0-9a-f]+)(?:\*(\d+))?\}/g, (_, code: string, count = '1') =>
      String.fromCodePoint(Number.parseInt(code, 16)).repeat(Number(count)),
    ),
  }));
}
