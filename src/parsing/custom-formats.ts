import { messageOf } from '../core/errors';
import { TimeZone } from '../core/timestamp-zone';
import { CustomFormatParser, type LinearCompiler } from './custom-format.parser';
import { CUSTOM_FORMATS_SCHEMA, type CustomFormat } from './custom-format-schema';
import { LineContext } from './line-context';
import type { ParsedLine } from './parser';

/** Formats of the configuration that cannot be used; the text names each and says why. */
export class CustomFormatError extends Error {
  override readonly name = 'CustomFormatError';
}

/**
 * Makes the parsers of the configured formats, in their order, and tries each on its own test line.
 * @param compile makes a pattern that runs in linear time and anchors it at the start of the line
 * @throws CustomFormatError naming every format that is malformed or does not read its test line as it says
 */
export function compileCustomFormats(definitions: unknown, compile: LinearCompiler): CustomFormatParser[] {
  const checked = CUSTOM_FORMATS_SCHEMA.safeParse(definitions);
  if (!checked.success) {
    const issues = checked.error.issues.map(({ path, message }) => `${nameAt(definitions, path)}: ${message}`);
    throw new CustomFormatError(issues.join('; '));
  }
  const problems: string[] = [];
  const names = new Set<string>();
  const parsers: CustomFormatParser[] = [];
  for (const definition of checked.data) {
    const complain = (text: string): void => void problems.push(`format "${definition.name}" ${text}`);
    if (names.has(definition.name)) complain('is defined twice');
    names.add(definition.name);
    try {
      const parser = new CustomFormatParser(definition, compile);
      for (const problem of tryOut(parser, definition)) complain(problem);
      parsers.push(parser);
    } catch (error) {
      complain(messageOf(error));
    }
  }
  if (problems.length > 0) throw new CustomFormatError(problems.join('; '));
  return parsers;
}

function nameAt(definitions: unknown, path: readonly PropertyKey[]): string {
  const [index, ...rest] = path;
  const format = Array.isArray(definitions) && typeof index === 'number' ? (definitions[index] as unknown) : undefined;
  const name =
    typeof format === 'object' && format !== null && 'name' in format ? String(format.name) : String(index ?? '');
  return [`format "${name}"`, ...rest.map(String)].join(' ');
}

/** What the format reads otherwise than its definition says. */
function tryOut(parser: CustomFormatParser, { test, expect = {}, sources }: CustomFormat): string[] {
  const context = new LineContext(sources?.[0] ?? null, Date.now(), TimeZone.UTC, () => null);
  const parsed = parser.parse(test, context);
  if (parsed === null) return [`does not match its test line: ${JSON.stringify(test)}`];
  return Object.entries(expect)
    .filter(([name, wanted]) => JSON.stringify(valueOf(parsed, name)) !== JSON.stringify(wanted))
    .map(
      ([name, wanted]) =>
        `reads "${name}" of its test line as ${JSON.stringify(valueOf(parsed, name) ?? null)}, not as ${JSON.stringify(wanted)}`,
    );
}

function valueOf(parsed: ParsedLine, name: string): unknown {
  if (name === 'message') return parsed.message;
  if (name === 'level') return parsed.level?.text;
  if (name === 'source') return parsed.source;
  if (name === 'time') return parsed.timestamp === null ? null : new Date(parsed.timestamp).toISOString();
  return parsed.fields?.[name];
}
