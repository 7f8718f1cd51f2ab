import type { Fields } from '../core/json';

/**
 * Takes the first present scalar out of the fields, so that what becomes message, source, time or level is not
 * repeated among them. Null when none of the keys holds one.
 */
function takeField(fields: Fields, keys: readonly string[]): string | number | null {
  for (const key of keys) {
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') {
      Reflect.deleteProperty(fields, key);
      return value;
    }
  }
  return null;
}

/** Like {@link takeField}, as text. */
export function takeText(fields: Fields, keys: readonly string[]): string | null {
  const value = takeField(fields, keys);
  return value === null ? null : String(value);
}

/** Takes a text of several words: a lone word under such a key is a name for what happened, not its message. */
export function takeSentence(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' && value.includes(' ') ? takeText(fields, [key]) : null;
}
