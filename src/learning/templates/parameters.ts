import { TEMPLATE_LENGTH } from '../../core/mask';
import { PARAMETER_TYPES, type ParameterType } from './placeholder';

/** A value that stands in a message where its template has a placeholder. */
export interface Parameter {
  readonly type: ParameterType;
  readonly value: string;
  /** Where it stands in the message, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

const TYPE = new RegExp(`<(${PARAMETER_TYPES.join('|').replace('*', '\\*')})>`);

/** Where a value of a type ends when nothing else tells. */
const SHAPES: Readonly<Record<ParameterType, RegExp | null>> = {
  NUM: /[-+#$~]?\d+(?:[.,]\d+)*/y,
  IP: /\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|\/\d{1,2})?|[0-9a-f:]*:[0-9a-f:.]*(?:%\w+)?(?:\/\d{1,3})?/iy,
  UUID: /[0-9a-f-]{36}/iy,
  HEX: /(?:[0-9a-f]{2}[:-]){5,}[0-9a-f]{2}|(?:0x)?[0-9a-z]+/iy,
  TIME: /[^\s,;()[\]{}"'`=<>|]+(?:,\d+)?/y,
  PATH: /[^\s"'`<>)\]}|]+/y,
  URL: /[^\s"'`<>)\]}|]+/y,
  EMAIL: /[^\s,;()[\]{}"'`=<>|]+/y,
  '*': null,
};

/** A template taken apart. */
export interface Pattern {
  /** Texts around the placeholders: one more than there are types. */
  readonly literals: readonly string[];
  readonly types: readonly ParameterType[];
}

/**
 * The values of a message, one for each placeholder of its template, such that {@link renderTemplate} makes the message
 * of them again. A template covers the front of a long message only: what lies behind comes as one further `*`.
 * @returns null when the message is none of the template's
 */
export function parametersOf(template: string, message: string): Parameter[] | null {
  const pattern = readPattern(template);
  const front = message.length > TEMPLATE_LENGTH ? message.slice(0, TEMPLATE_LENGTH) : message;
  // Types place a value where it belongs in all but odd cases; the shortest values that fit place it always.
  const parameters = align(pattern, front, true) ?? align(pattern, front, false);
  if (parameters === null || front.length === message.length) return parameters;
  const rest = { type: '*', value: message.slice(front.length), start: front.length, end: message.length } as const;
  return [...parameters, rest];
}

/** The message that has these values in the places of the template. The inverse of {@link parametersOf}. */
export function renderTemplate(template: string, parameters: readonly Pick<Parameter, 'value'>[]): string {
  const { literals } = readPattern(template);
  const parts = literals.flatMap((literal, i) => [literal, parameters[i]?.value ?? '']);
  return parts.join('');
}

export function readPattern(template: string): Pattern {
  const parts = template.split(TYPE);
  return {
    literals: parts.filter((_, i) => i % 2 === 0),
    types: parts.filter((_, i) => i % 2 === 1) as ParameterType[],
  };
}

/**
 * Gives each placeholder its text from left to right, the shortest one before the next literal: for patterns of
 * literals and wildcards that finds an alignment whenever there is one. By type, a value that has its type's shape is
 * taken whole instead, which may fail where the shape takes too much.
 */
function align({ literals, types }: Pattern, text: string, byType: boolean): Parameter[] | null {
  const parameters: Parameter[] = [];
  const last = literals.at(-1) ?? '';
  let start = literals[0]?.length ?? 0;
  if (!text.startsWith(literals[0] ?? '')) return null;
  if (types.length === 0) return text.length === start ? [] : null;
  for (const [i, type] of types.entries()) {
    const literal = literals[i + 1] ?? '';
    const final = i === types.length - 1;
    const end = final ? text.length - last.length : valueEnd(text, start, literal, type, byType);
    if (end < start || !text.startsWith(literal, end)) return null;
    parameters.push({ type, value: text.slice(start, end), start, end });
    start = end + literal.length;
  }
  return parameters;
}

/** Where the value at `start` ends, or -1 when the literal behind it does not come. */
function valueEnd(text: string, start: number, literal: string, type: ParameterType, byType: boolean): number {
  const shape = byType ? SHAPES[type] : null;
  if (shape !== null) {
    shape.lastIndex = start;
    if (shape.test(text) && text.startsWith(literal, shape.lastIndex)) return shape.lastIndex;
  }
  const shortest = type === '*' ? start : start + 1;
  return text.indexOf(literal, shortest);
}
