import { existsSync, readFileSync } from 'node:fs';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Pair } from 'yaml';
import { SECTIONS } from './config';

/** A value somebody set, and where they did it. */
export interface Given {
  readonly value: unknown;
  /** For error messages: variable name, or file, line and key. */
  readonly where: string;
}

/**
 * Reads the settings of a YAML file by `section.name`; a missing file sets nothing. Syntax errors and unknown keys
 * are added to `problems` with their line.
 */
export function readYamlSettings(file: string, problems: string[]): Map<string, Given> {
  const found = new Map<string, Given>();
  if (!existsSync(file)) return found;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: true });
  for (const error of document.errors) problems.push(`${file}: ${error.message}`);
  if (document.errors.length > 0 || document.contents === null) return found;

  const at = (node: unknown): string => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    return `${file}:${String(lines.linePos(offset).line)}`;
  };
  if (!isMap(document.contents)) {
    problems.push(`${file}: must hold sections such as "server:"`);
    return found;
  }
  for (const section of document.contents.items as Pair[]) {
    const name = keyOf(section);
    const slice = SECTIONS.find(([known]) => known === name)?.[1];
    if (slice === undefined) {
      problems.push(`${at(section.key)}: unknown section "${name}"`);
    } else if (isMap(section.value)) {
      for (const entry of section.value.items) {
        const key = keyOf(entry);
        const where = `${at(entry.key)} ${name}.${key}`;
        if (!Object.hasOwn(slice, key)) problems.push(`${where}: unknown setting`);
        else found.set(`${name}.${key}`, { value: isNode(entry.value) ? entry.value.toJSON() : null, where });
      }
    } else if (!isScalar(section.value) || section.value.value !== null) {
      problems.push(`${at(section.key)}: section "${name}" must hold settings`);
    }
  }
  return found;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}
