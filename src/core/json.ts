/** A value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Structured fields of a log: attributes the sender gave and what a parser read out of the line. */
export type Fields = Record<string, JsonValue>;

/** True for a plain object, the only shape that may hold attributes. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
