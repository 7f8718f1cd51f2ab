import type { Fields, JsonValue } from '../core/json';
import type { Draft, FormatGroup, Sample } from './line-format';
import type { ParseContext } from './parser';

/** How numbers of a dialect's level are meant. */
export type LevelScale = 'pino' | 'syslog' | 'opentelemetry' | 'windows';

/**
 * One way of writing a log as a JSON object. Keys with a point stand for themselves or for a key within an object,
 * whichever is there. What becomes message, time, level or source is taken out of the fields.
 */
export interface JsonDialect {
  readonly name: string;
  readonly title: string;
  /** An object with all these keys is of this dialect; the first is the rarest. */
  readonly has: readonly string[];
  /** It must also look like this. */
  readonly when?: (object: Fields) => boolean;
  readonly message?: readonly string[];
  readonly time?: readonly string[];
  readonly level?: readonly string[];
  readonly scale?: LevelScale;
  readonly from?: readonly string[];
  /** Who writes this, when the object does not name anybody. */
  readonly source?: string;
  /** Names of fields that other formats have under a name of their own. */
  readonly names?: Readonly<Record<string, string>>;
  /** The message is a line of its own: it is read by the chain again; unless it is `any text`, only if a format claims it. */
  readonly envelope?: 'any text' | 'formats';
  /** Last corrections. */
  readonly refine?: (draft: Draft, context: ParseContext) => void;
  readonly samples: readonly Sample[];
}

export function jsonDialects(title: string, formats: readonly JsonDialect[]): FormatGroup<JsonDialect> {
  return { title, formats };
}

/** The value at a key, or at the path that the key's points describe; undefined when there is none. */
export function valueAt(object: Fields, key: string): JsonValue | undefined {
  if (Object.hasOwn(object, key)) return object[key];
  const point = key.indexOf('.');
  if (point === -1) return undefined;
  const inner = Object.hasOwn(object, key.slice(0, point)) ? object[key.slice(0, point)] : undefined;
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    ? valueAt(inner, key.slice(point + 1))
    : undefined;
}

/** Takes out and returns the value at a key or path; an object left empty by it goes as well. */
export function takeAt(object: Fields, key: string): JsonValue | undefined {
  if (Object.hasOwn(object, key)) {
    const value = object[key];
    Reflect.deleteProperty(object, key);
    return value;
  }
  const point = key.indexOf('.');
  if (point === -1) return undefined;
  const outer = key.slice(0, point);
  const inner = Object.hasOwn(object, outer) ? object[outer] : undefined;
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
  const value = takeAt(inner, key.slice(point + 1));
  if (Object.keys(inner).length === 0) Reflect.deleteProperty(object, outer);
  return value;
}

/** Takes out the first present scalar of the keys; null when none of them holds one. */
export function takeScalar(object: Fields, keys: readonly string[]): string | number | null {
  for (const key of keys) {
    const value = valueAt(object, key);
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') {
      takeAt(object, key);
      return value;
    }
  }
  return null;
}
