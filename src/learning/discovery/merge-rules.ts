import { readRules } from '../../classification/regex/read-rules';
import type { RuleDefinition } from '../../classification/regex/rule-schema';
import { isObject } from '../../core/json';

/** The end of a rule file: the list of rules and the object around it. */
const END = /(?<last>[}\]])?\s*\]\s*\}\s*$/;

const EMPTY = '{\n  "version": 1,\n  "rules": []\n}\n';

/** A rule file with rules added at its end. */
export interface MergedRules {
  readonly text: string;
  /** Rules that were added; those whose id the file has already are left as they stand there. */
  readonly added: readonly RuleDefinition[];
}

/**
 * Adds rules behind those of a rule file, so that the ones that are there go first. Not a character of what is there
 * changes, however it is formatted.
 * @param text of the file; null when there is none yet
 * @throws RuleFileError when the file, or what it would become, cannot be used
 */
export function mergeRules(
  text: string | null,
  path: string,
  rules: readonly RuleDefinition[],
  categories: readonly string[],
): MergedRules {
  const before = text ?? EMPTY;
  const known = new Set(readRules(before, path, categories).map(({ id }) => id));
  const added = rules.filter(({ id }) => !known.has(id));
  if (added.length === 0) return { text: before, added };
  const spliced = appendRules(before, added);
  readRules(spliced, path, categories);
  return { text: spliced, added };
}

/** {@link mergeRules} for rules that are known to fit: nothing is checked. */
export function appendRules(before: string | null, rules: readonly RuleDefinition[]): string {
  const text = before ?? EMPTY;
  if (rules.length === 0) return text;
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const isLast = isObject(parsed) && Object.keys(parsed).at(-1) === 'rules';
  const end = isLast ? END.exec(text) : null;
  const list = rules.map((rule) => indent(JSON.stringify(written(rule), null, 2))).join(',\n');
  if (end === null) {
    const present = isObject(parsed) && Array.isArray(parsed['rules']) ? (parsed['rules'] as unknown[]) : [];
    const file = { ...(isObject(parsed) ? parsed : {}), rules: [...present, ...rules.map(written)] };
    return `${JSON.stringify(file, null, 2)}\n`;
  }
  const last = end.groups?.['last'] ?? '';
  return `${text.slice(0, end.index)}${last}${last === '' ? '' : ','}\n${list}\n  ]\n}\n`;
}

/** Without what would be empty. */
function written({ where, ...rule }: RuleDefinition): object {
  return where.length === 0 ? rule : { ...rule, where };
}

function indent(json: string): string {
  return json.replace(/^/gm, '    ');
}
