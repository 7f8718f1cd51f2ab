import type { ParameterType } from '../templates/placeholder';

/** Patterns of a type, the narrowest first. */
const BY_TYPE: Readonly<Record<Exclude<ParameterType, '*'>, readonly string[]>> = {
  NUM: ['\\d+', '\\d+(?:\\.\\d+)?', '-?\\d+', '-?\\d+(?:\\.\\d+)?', '[-+#$~]?\\d+(?:[.,]\\d+)*'],
  IP: [
    '\\d{1,3}(?:\\.\\d{1,3}){3}',
    '\\d{1,3}(?:\\.\\d{1,3}){3}[:/]\\d{1,5}',
    '[0-9A-Fa-f:.]+(?:%\\w+)?(?:/\\d{1,3})?',
  ],
  UUID: ['[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'],
  HEX: ['0x[0-9A-Fa-f]+', '[0-9A-Fa-f]+', '[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2})+', '[0-9A-Za-z]+'],
  TIME: ['\\d{4}-\\d{2}-\\d{2}', '\\d{2}:\\d{2}:\\d{2}', '\\d[\\d:.,/TZ_+-]*'],
  PATH: ['[/\\\\][^\\s"\'<>]*', '[^\\s"\'<>]+'],
  URL: ['[a-z][a-z0-9+.-]*://[^\\s"\'<>]*'],
  EMAIL: ['[^\\s@]+@[^\\s@]+'],
};
const ANY = ['[A-Za-z]+', '\\w+', '[\\w.-]+', '[\\w.:/@-]+', '[^\\s"\'=,;()\\[\\]{}]+', '\\S+', '\\S+(?: +\\S+)*'];
/** Whatever it is, on any number of lines. */
const WIDEST = '(?s:.*)';

/** The narrowest of the usual patterns that all values seen in a place match; RE2 and JavaScript read it alike. */
export function valuePattern(type: ParameterType, values: ReadonlySet<string>): string {
  const filled = [...values].filter((value) => value !== '');
  const candidates = type === '*' ? ANY : [...BY_TYPE[type], ...ANY];
  const fitting = candidates.find((candidate) => {
    const whole = new RegExp(`^(?:${candidate})$`);
    return filled.every((value) => whole.test(value));
  });
  if (fitting === undefined) return WIDEST;
  return filled.length < values.size ? `(?:${fitting})?` : fitting;
}
