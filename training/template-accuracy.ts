/**
 * Prints how well the templates of labelled logs are found, one configuration for all:
 *
 *     node -r ./configs/tooling/typescript-register.cjs training/template-accuracy.ts FOLDER
 *
 * FOLDER holds `<system>*.csv` files with the columns Content and EventTemplate, in the order of the log.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { maskMessage } from '../src/core/mask';
import { TemplateMiner } from '../src/learning/templates/template-miner';

interface Line {
  readonly content: string;
  readonly event: string;
}

interface Accuracy {
  readonly lines: number;
  readonly events: number;
  readonly templates: number;
  /** Share of the lines whose group holds exactly the lines of their event (Zhu et al., ICSE-SEIP 2019). */
  readonly grouping: number;
  /** The same for the template that each line was given when it came, before later merging. */
  readonly groupingAtOnce: number;
  /** F1 over groups, each counting the same (Jiang et al., "A Large-Scale Evaluation for Log Parsing", ISSTA 2024). */
  readonly groupingF1: number;
  /** Share of the lines whose template is the labelled one, whatever the types of the placeholders. */
  readonly parsing: number;
}

function main(): void {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('name the folder with the labelled CSV files');
  print(['system', 'lines', 'events', 'templates', 'GA', 'GA at once', 'FGA', 'PA']);
  print(Array.from({ length: 8 }, () => '---'));
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.csv')) continue;
    const found = measure(readLines(join(folder, file)));
    const shares = [found.grouping, found.groupingAtOnce, found.groupingF1, found.parsing];
    const counts = [found.lines, found.events, found.templates].map(String);
    print([file.replace(/[_.].*/, ''), ...counts, ...shares.map((share) => share.toFixed(3))]);
  }
}

function readLines(file: string): Line[] {
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true, bom: true });
  return rows.map((row) => {
    const { Content: content, EventTemplate: event } = row;
    if (content === undefined || event === undefined) throw new Error(`${file}: no column Content or EventTemplate`);
    return { content, event };
  });
}

function measure(lines: readonly Line[]): Accuracy {
  const miner = new TemplateMiner();
  const learn = (masked: string): { id: string; text: string } => miner.match(masked) ?? miner.learn(masked).template;
  const masked = lines.map(({ content }) => maskMessage(content));
  const atOnce = masked.map((form) => learn(form).id);
  const last = masked.map(learn);
  const events = lines.map(({ event }) => event);
  const ids = last.map(({ id }) => id);
  const groups = exactGroups(events, ids);
  return {
    lines: lines.length,
    events: new Set(events).size,
    templates: new Set(ids).size,
    grouping: linesOf(groups, lines.length),
    groupingAtOnce: linesOf(exactGroups(events, atOnce), lines.length),
    groupingF1: (2 * groups.length) / (new Set(events).size + new Set(ids).size),
    parsing: last.filter(({ text }, i) => plain(text) === plain(events[i] ?? '')).length / lines.length,
  };
}

/** Sizes of the groups that are the same in both groupings of the lines. */
function exactGroups(events: readonly string[], ids: readonly string[]): number[] {
  const sizes = (names: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  const [byEvent, byId] = [sizes(events), sizes(ids)];
  const both = sizes(events.map((event, i) => JSON.stringify([event, ids[i]])));
  return [...both].flatMap(([pair, count]) => {
    const [event = '', id = ''] = JSON.parse(pair) as string[];
    return byEvent.get(event) === count && byId.get(id) === count ? [count] : [];
  });
}

function linesOf(groups: readonly number[], total: number): number {
  return groups.reduce((sum, size) => sum + size, 0) / total;
}

/** A template with `<*>` for every word that has a variable in it. */
function plain(template: string): string {
  return template.replace(/[^\s=:,;()[\]{}"'`|]*<(?:[A-Z]+|\*)>[^\s=,;()[\]{}"'`|]*/g, '<*>');
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

main();
